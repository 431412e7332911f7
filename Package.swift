// swift-tools-version: 6.2
// One target per job; each depends only on targets declared above it. Only the edges import packages.
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

func benchmark(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = ["run"]) -> Target {
    .executableTarget(
        name: name + "Benchmark", dependencies: dependencies, path: "Tools/Benchmarks/\(name.lowercased())",
        exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude,
        swiftSettings: settings)
}

let nio: [Target.Dependency] = [
    .product(name: "Logging", package: "swift-log"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]

let package = Package(
    name: "meridian",
    products: [.executable(name: "meridian", targets: ["CommandLine"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // C libraries
        .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CAllocator"),
        .target(
            name: "CICU",
            linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]),
        .target(
            name: "CSimdJSON", cxxSettings: [.define("NDEBUG")],
            linkerSettings: [.linkedLibrary("simdjson")]),
        .target(
            name: "CCompression",
            linkerSettings: [.linkedLibrary("z"), .linkedLibrary("lzma"), .linkedLibrary("zstd")]),
        .target(name: "CEdit", linkerSettings: [.linkedLibrary("edit")]),

        // Text, data formats and storage
        target("Compression", ["CCompression"]),
        target("Primitives", ["CAllocator", "CCrypto"]),
        target("JSON"),
        target("Quantities"),
        target("Text", ["CICU"]),
        target("RDF", ["Primitives"]),
        target("RDFSyntax", ["Primitives", "RDF"]),
        target("SPARQLSyntax", ["Primitives", "RDF", "RDFSyntax"]),
        target("Shapes", ["Primitives", "RDF"]),
        target("KeyValue", ["CLMDB"], features: ["Lifetimes"]),
        target("GraphStore", ["Compression", "KeyValue", "Primitives", "RDF", "RDFSyntax"], features: ["Lifetimes"]),
        target(
            "SPARQL",
            [
                "CCrypto", "CICU", "GraphStore", "JSON", "Primitives", "Quantities", "RDF", "RDFSyntax", "SPARQLSyntax",
                "Text",
            ]),

        // Clinical knowledge and records
        target("Terminology", ["RDF", "Text"]),
        target("FHIR", ["CSimdJSON", "Primitives"], features: ["Lifetimes"]),
        target("Records", ["Compression", "FHIR", "KeyValue", "Primitives"]),
        target("Expressions", ["Quantities", "Terminology"]),
        target("Guidelines", ["Expressions", "JSON", "Quantities", "RDF", "Terminology", "Text"]),
        target(
            "Reasoning",
            [
                "Expressions", "FHIR", "Guidelines", "Primitives", "Quantities", "RDF", "Records", "Terminology",
                "Text",
            ]),
        target("Similarity"),

        // Composition and edges
        target("Diagrams"),
        target("LineEditor", ["CEdit"]),
        target(
            "Engine",
            [
                "Expressions", "FHIR", "GraphStore", "Guidelines", "JSON", "Primitives", "Quantities", "RDF",
                "RDFSyntax", "Reasoning", "Records", "Shapes", "Similarity", "Terminology", "Text",
            ]),
        target("SocketServer", ["JSON"] + nio),
        target(
            "HTTPServer",
            [
                "JSON", "SocketServer",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ] + nio),
        .executableTarget(
            name: "CommandLine",
            dependencies: [
                "Diagrams", "Engine", "Expressions", "FHIR", "GraphStore", "Guidelines", "HTTPServer", "JSON",
                "LineEditor", "Quantities", "RDF",
                "RDFSyntax", "Reasoning", "Records", "SPARQL", "SPARQLSyntax", "SocketServer", "Terminology", "Text",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),

        // Sample records and benchmarks
        .executableTarget(
            name: "RecordGenerator", dependencies: ["FHIR", "Primitives"], path: "Tools/RecordGenerator",
            swiftSettings: settings),
        benchmark("Logic", ["Expressions", "GDL2Suite", "Quantities", "Terminology"]),
        benchmark("Records", ["Records"]),
        benchmark(
            "Serve",
            ["HTTPServer", "JSON", "SocketServer", .product(name: "UnixSignals", package: "swift-service-lifecycle")]
                + nio),
        benchmark("Shapes", ["RDF", "RDFSyntax", "Shapes"], exclude: ["run", "peer.py"]),
        benchmark("Similarity", ["Similarity"], exclude: ["run", "peer.py", "prepare.py"]),
        benchmark("Syntax", ["SPARQLSyntax"]),
        benchmark(
            "Store", ["GraphStore", "KeyValue", "Primitives", "RDF", "SPARQL", "SPARQLSyntax"],
            exclude: ["run", "peer.py"]),
        .executableTarget(
            name: "CrashWorker", dependencies: ["GraphStore", "KeyValue", "RDF", "StoreTrials"],
            path: "Tools/CrashTest", swiftSettings: settings),

        // Tests
        .target(
            name: "StoreTrials", dependencies: ["GraphStore", "KeyValue", "Primitives", "RDF"],
            path: "Tests/StoreTrials", swiftSettings: settings),
        tests("Compression"),
        tests("JSON"),
        tests("Text"),
        tests("RDF", ["Primitives"]),
        tests("RDFSyntax", ["Primitives", "RDF"]),
        tests("SPARQLSyntax", ["Primitives", "RDF"]),
        tests("Shapes", ["Primitives", "RDF", "RDFSyntax"]),
        tests("KeyValue", ["Primitives"]),
        tests("GraphStore", ["KeyValue", "Primitives", "RDF", "RDFSyntax", "StoreTrials"], exclude: ["Golden"]),
        tests("SPARQL", ["DifferentialSuite", "GraphStore", "Primitives", "RDF", "RDFSyntax", "SPARQLSyntax"]),
        tests("Quantities", ["UCUMSuite"]),
        tests("Terminology"),
        tests("FHIR", ["Primitives"]),
        tests("Records", ["FHIR", "Primitives"], exclude: ["Golden"]),
        tests("RecordGenerator", ["Compression", "FHIR", "Records"]),
        tests("Expressions", ["Quantities", "Terminology"]),
        tests("Guidelines", ["Expressions", "JSON", "Quantities", "RDF", "RDFSyntax", "Terminology", "Text"]),
        tests("Reasoning", ["Guidelines", "Quantities", "RDF", "RDFSyntax", "Text"]),
        tests("Similarity"),
        tests("Engine", ["GraphStore", "Guidelines", "JSON", "Quantities", "RDF", "Reasoning", "Records", "Text"]),
        tests("HTTPServer", ["JSON", "SocketServer"] + nio),
        tests("SocketServer", ["JSON", .product(name: "NIOConcurrencyHelpers", package: "swift-nio")] + nio),

        tests("Diagrams", ["Primitives"]),
        tests("LineEditor"),
        tests(
            "CommandLine",
            [
                "Diagrams", "Engine", "GraphStore", "Guidelines", "HTTPServer", "JSON", "LineEditor", "Quantities",
                "RDF", "RDFSyntax", "Reasoning", "Records", "SPARQL", "SPARQLSyntax", "Text",
            ]),

        // The README's promises
        .testTarget(
            name: "AcceptanceTests", dependencies: ["CommandLine", "RDF", "RDFSyntax"], swiftSettings: settings),

        // Random input (see Tools/fuzz)
        .target(
            name: "FuzzChecks",
            dependencies: [
                "Expressions", "FHIR", "Guidelines", "JSON", "Quantities", "RDF", "RDFSyntax", "SPARQL",
                "SPARQLSyntax", "Shapes", "Terminology",
            ],
            path: "Tests/Fuzzing/Checks", swiftSettings: settings),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzChecks", "Primitives"], path: "Tests/Fuzzing/Tests",
            swiftSettings: settings),

        // Random queries against a naive evaluator (see Tools/differential)
        .target(
            name: "DifferentialSuite",
            dependencies: ["GraphStore", "Primitives", "Quantities", "RDF", "RDFSyntax", "SPARQL", "SPARQLSyntax"],
            path: "Tests/Differential/Suite", swiftSettings: settings),
        .executableTarget(
            name: "differential-report", dependencies: ["DifferentialSuite"], path: "Tests/Differential/Report",
            swiftSettings: settings),

        // Third-party suites
        .target(
            name: "ConformanceSuites",
            dependencies: ["GraphStore", "Primitives", "RDF", "RDFSyntax", "SPARQL", "SPARQLSyntax", "Shapes"],
            path: "Tests/Conformance/Suites", swiftSettings: settings),
        .executableTarget(
            name: "conformance-report", dependencies: ["ConformanceSuites"],
            path: "Tests/Conformance/Report", swiftSettings: settings),
        .testTarget(
            name: "ConformanceTests", dependencies: ["ConformanceSuites", "Primitives", "SPARQLSyntax"],
            path: "Tests/Conformance/Tests", swiftSettings: settings),
        .target(
            name: "UCUMSuite", dependencies: ["Quantities"], path: "Tests/Conformance/UCUM/Suite",
            swiftSettings: settings),
        .executableTarget(
            name: "ucum-report", dependencies: ["Quantities", "UCUMSuite"], path: "Tests/Conformance/UCUM/Report",
            swiftSettings: settings),
        .target(
            name: "GDL2Suite", dependencies: ["Guidelines", "Quantities", "RDF", "RDFSyntax"],
            path: "Tests/Conformance/GDL2/Suite", swiftSettings: settings),
        .executableTarget(
            name: "gdl2-report", dependencies: ["GDL2Suite", "Guidelines", "Quantities"],
            path: "Tests/Conformance/GDL2/Report", swiftSettings: settings),
        .testTarget(
            name: "GDL2ConformanceTests", dependencies: ["GDL2Suite", "Guidelines", "JSON", "Quantities"],
            path: "Tests/Conformance/GDL2/Tests", swiftSettings: settings),
    ],
    cxxLanguageStandard: .cxx17
)

// The fuzzer has no main function of its own, so it is built only when it is asked for.
if Context.environment["MERIDIAN_FUZZ"] == "build" {
    package.targets.append(
        .executableTarget(
            name: "Fuzzer", dependencies: ["FuzzChecks"], path: "Tests/Fuzzing/Fuzzer",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}
