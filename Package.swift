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
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
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
        target("Records", ["Compression", "FHIR", "KeyValue"]),
        target("Expressions", ["Quantities", "Terminology"]),
        target("Guidelines", ["Expressions", "Quantities", "RDF", "Terminology", "Text"]),
        target(
            "Reasoning", ["Expressions", "FHIR", "Guidelines", "Quantities", "RDF", "Records", "Terminology", "Text"]),

        // Composition and edges
        target(
            "SocketServer",
            [
                "JSON",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        target(
            "HTTPServer",
            [
                "JSON",
                "SocketServer",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),

        // Benchmarks
        .executableTarget(
            name: "RecordsBenchmark", dependencies: ["Records"],
            path: "Tools/Benchmarks/Records", swiftSettings: settings),
        .executableTarget(
            name: "ServeBenchmark",
            dependencies: [
                "HTTPServer", "JSON", "SocketServer",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Tools/Benchmarks/serve", exclude: ["run"], swiftSettings: settings),

        // Tests
        tests("JSON"),
        tests(
            "SocketServer",
            [
                "JSON",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        tests(
            "HTTPServer",
            [
                "JSON", "SocketServer",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        tests("Text"),
        tests("RDF"),
        tests("RDFSyntax", ["Primitives", "RDF"]),
        tests("KeyValue"),
        tests("GraphStore", ["KeyValue", "Primitives", "RDF", "RDFSyntax"]),
        tests("Compression"),
        tests("FHIR"),
        tests("Quantities"),
        tests("Terminology"),
        tests("Records", ["FHIR"], exclude: ["Golden"]),
        tests("Expressions", ["Quantities", "Terminology"]),
        tests("Reasoning", ["Guidelines", "RDF", "RDFSyntax"]),
        tests("Guidelines", ["Expressions", "Quantities", "RDF", "RDFSyntax", "Text"]),
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
