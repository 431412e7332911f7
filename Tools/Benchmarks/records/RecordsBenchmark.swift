// How long an import of FHIR takes, how much memory and disk: `Tools/bench records [FOLDER]`.
//
// Imports the folder into a new store, then again (nothing may change), then reads every timeline. Prints wall and CPU
// time, peak memory, sizes, and sums that show that all runs read the same.

import Glibc
import Records

@main
struct RecordsBenchmark {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            print("usage: RecordsBenchmark FOLDER   (a folder or file of FHIR R4)")
            exit(64)
        }
        var template = Array("\(P_tmpdir)/meridian-benchmark-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { exit(73) }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            for name in ["data.mdb", "lock.mdb"] { unlink("\(directory)/\(name)") }
            rmdir(directory)
        }
        let store = try RecordStore.open(directory)
        for title in ["first import", "second import"] {
            let (summary, cost) = try measure { try store.importFHIR(from: CommandLine.arguments[1]) }
            print("\(title): \(cost)")
            print("  \(summary.resources) resources of \(summary.bytes) bytes in \(summary.files) files")
            print("  patients \(text(summary.patients))")
            print("  resources with events \(text(summary.records))")
            print("  left out \(summary.leftOut), unused \(summary.unused), refused \(summary.refused)")
            print("  \(summary.events.values.reduce(0, +)) events, \(summary.codings.count) codings in use")
        }
        let ((patients, events, codes), cost) = try measure {
            var patients = 0
            var events = 0
            var codes = 0
            try store.forEachTimeline { _, timeline in
                patients += 1
                events += timeline.count
                for event in timeline { codes += event.codes.count }
            }
            return (patients, events, codes)
        }
        let size = try store.statistics()
        print("all timelines: \(cost): \(patients) patients, \(events) events, \(codes) codes")
        print("size: timelines \(size.timelineBytes) bytes, file \(size.fileBytes) bytes")
    }

    private static func text(_ tally: ImportTally) -> String {
        "new \(tally.new), updated \(tally.updated), unchanged \(tally.unchanged), removed \(tally.removed), "
            + "repeated \(tally.repeated)"
    }

    private static func measure<Result>(_ body: () throws -> Result) throws -> (Result, String) {
        let clock = ContinuousClock()
        let began = clock.now
        let processorBefore = processorSeconds()
        let result = try body()
        let wall = clock.now - began
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let processor = processorSeconds() - processorBefore
        return (result, "wall \(wall), processor \(processor) s, peak memory \(usage.ru_maxrss / 1024) MB")
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
