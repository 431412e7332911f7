import JSON

/// A moment in the clinician's work at which services are asked.
public struct Hook: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let patientView = Hook(rawValue: "patient-view")
    public static let orderSelect = Hook(rawValue: "order-select")
    public static let orderSign = Hook(rawValue: "order-sign")

    /// Whether its context carries draft orders.
    var hasDraftOrders: Bool { self == .orderSelect || self == .orderSign }
}

/// FHIR data that a service would like to be sent along, as a query with tokens such as `{{context.patientId}}`.
public struct PrefetchTemplate: Sendable, Hashable {
    public let key: String
    public let query: String
    /// Whether the service can say nothing useful without it, for a patient of whom it has no record.
    public let isRequired: Bool

    public init(_ key: String, _ query: String, isRequired: Bool = false) {
        self.key = key
        self.query = query
        self.isRequired = isRequired
    }
}

/// One entry of the discovery endpoint (CDS Hooks 2.0, "Discovery"). Entries may share an id under different hooks: a
/// client then replaces the cards of one hook by those of the next.
public struct ServiceDescription: Sendable, Hashable {
    public let id: String
    public let hook: Hook
    public let title: String
    public let description: String
    public let usageRequirements: String?
    public let prefetch: [PrefetchTemplate]

    public init(
        id: String, hook: Hook, title: String, description: String, usageRequirements: String? = nil,
        prefetch: [PrefetchTemplate] = []
    ) {
        self.id = id
        self.hook = hook
        self.title = title
        self.description = description
        self.usageRequirements = usageRequirements
        self.prefetch = prefetch
    }

    var json: JSONValue {
        var object: JSONObject = [
            "hook": .string(hook.rawValue), "title": .string(title), "description": .string(description),
            "id": .string(id),
        ]
        object["usageRequirements"] = usageRequirements.map(JSONValue.string)
        if !prefetch.isEmpty {
            object["prefetch"] = .object(JSONObject(uniqueMembers: prefetch.map { ($0.key, .string($0.query)) }))
        }
        return .object(object)
    }
}

extension ServiceDescription {
    /// What is due for a patient whose record is opened.
    public static let pathways = ServiceDescription(
        id: "meridian-pathways",
        hook: .patientView,
        title: "Guideline pathways",
        description:
            "Recommendations of the active guidelines that are due or overdue for the patient, each with its proof",
        prefetch: patientRecord)

    /// Alerts on medication orders while they are being chosen.
    public static let orderSelectAlerts = alerts(.orderSelect)

    /// Alerts on medication orders before they are signed. They replace those given while the orders were being chosen.
    public static let orderSignAlerts = alerts(.orderSign)

    private static func alerts(_ hook: Hook) -> ServiceDescription {
        ServiceDescription(
            id: "meridian-order-alerts",
            hook: hook,
            title: "Medication alerts",
            description:
                "Interactions, contraindications, allergies, duplicates and doses, checked against the patient's record",
            prefetch: patientRecord)
    }

    /// Everything that rules may ask about. Only what the specification recommends for queries is used: reads, searches by
    /// patient and tokens. Nothing is limited by `_count`, because a partial record must not pass for a complete one.
    private static let patientRecord = [
        PrefetchTemplate("patient", "Patient/{{context.patientId}}", isRequired: true),
        PrefetchTemplate("conditions", "Condition?patient={{context.patientId}}", isRequired: true),
        PrefetchTemplate("medications", "MedicationRequest?patient={{context.patientId}}", isRequired: true),
        PrefetchTemplate("medicationStatements", "MedicationStatement?patient={{context.patientId}}"),
        PrefetchTemplate("allergies", "AllergyIntolerance?patient={{context.patientId}}", isRequired: true),
        PrefetchTemplate(
            "laboratory", "Observation?patient={{context.patientId}}&category=laboratory&_sort=-date", isRequired: true),
        PrefetchTemplate("vitalSigns", "Observation?patient={{context.patientId}}&category=vital-signs&_sort=-date"),
        PrefetchTemplate("socialHistory", "Observation?patient={{context.patientId}}&category=social-history"),
        PrefetchTemplate("procedures", "Procedure?patient={{context.patientId}}"),
        PrefetchTemplate("immunizations", "Immunization?patient={{context.patientId}}"),
        PrefetchTemplate("encounters", "Encounter?patient={{context.patientId}}"),
    ]
}
