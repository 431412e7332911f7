// swift-tools-version: 6.2
// One target per job; each depends only on targets declared above it.
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func target(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, swiftSettings: settings)
}

let package = Package(
    name: "meridian",
    targets: [
        // Text, data formats and storage
        .target(
            name: "CICU",
            linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]),
        target("Text", ["CICU"]),

        // Clinical knowledge
        target("Terminology", ["Text"]),
        target("Similarity"),

        // Composition and edges

        // Benchmarks
        .executableTarget(
            name: "SimilarityBenchmark", dependencies: ["Similarity"], path: "Tools/Benchmarks/similarity",
            exclude: ["peer.py", "prepare.py", "run"], swiftSettings: settings),

        // Tests
        tests("Text"),
        tests("Terminology"),
        tests("Similarity"),
    ]
)
