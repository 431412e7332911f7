// swift-tools-version: 6.2
// One target per job; each depends only on targets declared above it.
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func target(_ name: String, _ dependencies: [Target.Dependency] = [], features: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies,
        swiftSettings: settings + features.map { .enableExperimentalFeature($0) })
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude,
        swiftSettings: settings)
}

let package = Package(
    name: "meridian",
    targets: [
        // Text, data formats and storage
        .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        .target(
            name: "CICU",
            linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]),
        .target(
            name: "CSimdJSON", cxxSettings: [.define("NDEBUG")],
            linkerSettings: [.linkedLibrary("simdjson")]),
        .target(
            name: "CCompression",
            linkerSettings: [.linkedLibrary("z"), .linkedLibrary("lzma"), .linkedLibrary("zstd")]),
        target("Compression", ["CCompression"]),
        target("Primitives"),
        target("Text", ["CICU"]),
        target("RDF", ["Primitives"]),
        target("RDFSyntax", ["Primitives", "RDF"]),
        target("KeyValue", ["CLMDB"], features: ["Lifetimes"]),

        // Clinical knowledge
        target("Quantities"),
        target("Terminology", ["RDF", "Text"]),
        target("FHIR", ["CSimdJSON"], features: ["Lifetimes"]),
        target("Records", ["Compression", "FHIR", "KeyValue"]),

        // Composition and edges

        // Sample records and benchmarks
        .executableTarget(
            name: "RecordGenerator", dependencies: ["FHIR", "Primitives"], path: "Tools/RecordGenerator",
            swiftSettings: settings),
        .executableTarget(
            name: "RecordsBenchmark", dependencies: ["Records"],
            path: "Tools/Benchmarks/Records", swiftSettings: settings),

        // Tests
        tests("Text"),
        tests("RDF"),
        tests("RDFSyntax", ["Primitives", "RDF"]),
        tests("KeyValue"),
        tests("Compression"),
        tests("FHIR"),
        tests("Records", ["FHIR"], exclude: ["Golden"]),
        tests("RecordGenerator", ["Compression", "FHIR", "Records"]),
        tests("Quantities"),
        tests("Terminology"),
        .target(
            name: "ConformanceSuites", dependencies: ["Primitives", "RDF", "RDFSyntax"],
            path: "Tests/Conformance/Suites", swiftSettings: settings),
        .executableTarget(
            name: "conformance-report", dependencies: ["ConformanceSuites"],
            path: "Tests/Conformance/Report", swiftSettings: settings),
        .testTarget(
            name: "ConformanceTests", dependencies: ["ConformanceSuites"],
            path: "Tests/Conformance/Tests", swiftSettings: settings),
    ],
    cxxLanguageStandard: .cxx17
)
