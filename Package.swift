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
        target("Primitives"),
        target("RDF", ["Primitives"]),
        target("RDFSyntax", ["Primitives", "RDF"]),
        .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        target("KeyValue", ["CLMDB"], features: ["Lifetimes"]),
        .target(
            name: "CCompression",
            linkerSettings: [.linkedLibrary("z"), .linkedLibrary("lzma"), .linkedLibrary("zstd")]),
        target("Compression", ["CCompression"]),
        target("GraphStore", ["Primitives", "RDF", "RDFSyntax", "KeyValue", "Compression"], features: ["Lifetimes"]),
        .target(
            name: "CSimdJSON", cxxSettings: [.define("NDEBUG")],
            linkerSettings: [.linkedLibrary("simdjson")]),
        target("FHIR", ["CSimdJSON"], features: ["Lifetimes"]),

        // Clinical knowledge
        target("Terminology", ["Text"]),

        // Composition and edges

        // Tests
        tests("Text"),
        tests("RDF"),
        tests("RDFSyntax", ["Primitives", "RDF"]),
        tests("KeyValue"),
        .testTarget(
            name: "GraphStoreTests", dependencies: ["GraphStore", "Primitives", "RDF", "RDFSyntax", "KeyValue"],
            exclude: ["Golden"], swiftSettings: settings),
        tests("Compression"),
        tests("FHIR"),
        tests("Terminology"),
        .executableTarget(
            name: "store-benchmark", dependencies: ["GraphStore", "RDF", "RDFSyntax"], path: "Tools/StoreBenchmark",
            swiftSettings: settings),
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
