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
        // C libraries
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

        // Text, data formats and storage
        target("Compression", ["CCompression"]),
        target("Primitives"),
        target("JSON"),
        target("Text", ["CICU"]),
        target("RDF", ["Primitives"]),
        target("RDFSyntax", ["Primitives", "RDF"]),
        target("KeyValue", ["CLMDB"], features: ["Lifetimes"]),
        target("GraphStore", ["Compression", "KeyValue", "Primitives", "RDF", "RDFSyntax"], features: ["Lifetimes"]),

        // Clinical knowledge
        target("Quantities"),
        target("Terminology", ["RDF", "Text"]),
        target("FHIR", ["CSimdJSON"], features: ["Lifetimes"]),
        target("Expressions", ["Quantities", "Terminology"]),

        // Composition and edges

        // Tests
        tests("JSON"),
        tests("Text"),
        tests("RDF"),
        tests("RDFSyntax", ["Primitives", "RDF"]),
        tests("KeyValue"),
        tests("GraphStore", ["KeyValue", "Primitives", "RDF", "RDFSyntax"]),
        tests("Compression"),
        tests("FHIR"),
        tests("Quantities", ["UCUMSuite"]),
        tests("Terminology"),
        tests("Expressions", ["Quantities", "Terminology"]),
        .target(
            name: "ConformanceSuites", dependencies: ["Primitives", "RDF", "RDFSyntax"],
            path: "Tests/Conformance/Suites", swiftSettings: settings),
        .executableTarget(
            name: "conformance-report", dependencies: ["ConformanceSuites"],
            path: "Tests/Conformance/Report", swiftSettings: settings),
        .testTarget(
            name: "ConformanceTests", dependencies: ["ConformanceSuites"],
            path: "Tests/Conformance/Tests", swiftSettings: settings),
        .target(
            name: "UCUMSuite", dependencies: ["Quantities"], path: "Tests/Conformance/UCUM/Suite",
            swiftSettings: settings),
        .executableTarget(
            name: "ucum-report", dependencies: ["Quantities", "UCUMSuite"], path: "Tests/Conformance/UCUM/Report",
            swiftSettings: settings),
    ],
    cxxLanguageStandard: .cxx17
)
