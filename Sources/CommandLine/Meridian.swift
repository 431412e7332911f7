// The executable `meridian`: one file for each command, one for each kind of answer it prints.

import ArgumentParser

@main
struct Meridian: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meridian",
        abstract: "Clinical decision support from guideline graphs and patients' records.",
        discussion: """
            A data directory holds the knowledge (graph/) and the patients (records/). Every answer shows the facts, the \
            rule and the source that it rests on, as of the moment that --as-of gives.

            Start with:  meridian demo
            """,
        version: "0.1.0",
        subcommands: [
            Demo.self, Load.self, Import.self, Alerts.self, Recommend.self, Similar.self, Explain.self, Search.self,
            Status.self, Guideline.self, Serve.self, QueryCommand.self, Dump.self, Verify.self, Backup.self,
            Compact.self,
        ])
}
