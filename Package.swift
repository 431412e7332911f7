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
        target("Primitives"),
        target("RDF", ["Primitives"]),
        target("RDFSyntax", ["Primitives", "RDF"]),

        // Clinical knowledge
        target("Terminology", ["Text"]),

        // Composition and edges

        // Tests
        tests("Text"),
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
    ]
)
