import Terminology
import Testing

/// A small terminology in the shape of the shipped one.
func sampleTerminology() throws -> Terminology {
    var builder = TerminologyBuilder()
    let icd = "http://hl7.org/fhir/sid/icd-10/"
    let atc = "http://www.whocc.no/atc/"
    let rx = "http://www.nlm.nih.gov/research/umls/rxnorm/"
    func name(_ iri: String, _ english: String, _ chinese: String, _ others: [String] = []) {
        builder.addPreferredLabel(iri, english, tag: "en")
        builder.addPreferredLabel(iri, chinese, tag: "zh")
        for other in others { builder.addAlternativeLabel(iri, other) }
        builder.addNotation(iri, String(iri.split(separator: "/").last ?? ""))
    }
    name(icd + "I10", "Essential (primary) hypertension", "原发性高血压", ["高血压", "高血压病", "Hypertension"])
    name(icd + "E11", "Type 2 diabetes mellitus", "2型糖尿病")
    name(icd + "E11.2", "Type 2 diabetes mellitus with renal complications", "2型糖尿病伴肾并发症")
    builder.addBroader(icd + "E11.2", icd + "E11")
    builder.addBroader(icd + "E11", icd + "E10-E14")
    builder.addExactMatch("http://snomed.info/id/38341003", icd + "I10")
    name(atc + "N02BA", "Salicylic acid and derivatives", "水杨酸及其衍生物")
    name(atc + "B01AC06", "acetylsalicylic acid", "阿司匹林")
    builder.addBroader(atc + "N02BA01", atc + "N02BA")
    builder.addIngredient(atc + "B01AC06", rx + "1191")
    name(rx + "1191", "acetylsalicylic acid", "阿司匹林", ["aspirin"])
    name(rx + "161", "paracetamol", "对乙酰氨基酚", ["acetaminophen", "扑热息痛"])
    name(rx + "7804", "oxycodone", "羟考酮")
    name(rx + "82122", "levofloxacin", "左氧氟沙星")
    name(rx + "7623", "ofloxacin", "氧氟沙星")
    for code in ["1191", "161", "7804", "82122", "7623"] { builder.addRole(rx + code, .ingredient) }
    builder.addBroader(rx + "1191", atc + "B01AC06")
    builder.addBroader(rx + "1191", atc + "N02BA01")
    name("https://w3id.org/meridian/brand/lasix", "Lasix", "速尿")
    builder.addIngredient("https://w3id.org/meridian/brand/lasix", rx + "4603")
    name("http://snomed.info/id/293586001", "Allergy to aspirin", "阿司匹林过敏")
    builder.addCausativeAgent("http://snomed.info/id/293586001", rx + "1191")
    return try builder.build()
}

@Suite("Terminology")
struct TerminologyTests {
    @Test("is-a follows broader, exact matches both ways, and stops where nothing is stated")
    func subsumption() throws {
        let terminology = try sampleTerminology()
        let concept = { (iri: String) in try #require(terminology.concept(iri)) }
        let nephropathy = try concept("http://hl7.org/fhir/sid/icd-10/E11.2")
        let diabetes = try concept("http://hl7.org/fhir/sid/icd-10/E11")
        let block = try concept("http://hl7.org/fhir/sid/icd-10/E10-E14")
        let hypertension = try concept("http://hl7.org/fhir/sid/icd-10/I10")
        let snomed = try concept("http://snomed.info/id/38341003")
        #expect(terminology.isA(nephropathy, diabetes))
        #expect(terminology.isA(nephropathy, block))
        #expect(!terminology.isA(diabetes, nephropathy))
        #expect(terminology.isA(snomed, hypertension))
        #expect(terminology.isA(hypertension, snomed))
        #expect(!terminology.isA(hypertension, diabetes))
    }

    @Test(
        "codes are of the system that is stated, or else of the one that their IRIs begin with; sets hold kinds of members"
    )
    func systemsAndSets() throws {
        var builder = TerminologyBuilder()
        let icd = "http://hl7.org/fhir/sid/icd-10/"
        builder.addSystem(icd + "I10", "http://hl7.org/fhir/sid/icd-10")
        builder.addBroader(icd + "E11.2", icd + "E11")
        builder.addBroader(icd + "E11", "https://example.org/set")
        builder.addRole("https://example.org/set", .collection)
        builder.concept("urn:other:1")
        let terminology = try builder.build()
        let concept = { (iri: String) in try #require(terminology.concept(iri)) }
        let system = try #require(terminology.codeSystem("http://hl7.org/fhir/sid/icd-10-cm"))
        #expect(terminology.codeSystem(of: try concept(icd + "I10")) == system)
        #expect(terminology.codeSystem(of: try concept(icd + "E11.2")) == system)
        #expect(terminology.codeSystem(of: try concept("urn:other:1")) == nil)
        #expect(terminology.codeSystem("http://loinc.org") == nil)
        let set = try #require(terminology.valueSet("https://example.org/set|2.0"))
        #expect(terminology.members(of: set)?.map { terminology.iri($0) } == [icd + "E11.2", icd + "E11"])
        #expect(terminology.members(of: system) == nil)
        #expect(
            terminology.concept(code: "e11.2", system: "urn:oid:2.16.840.1.113883.6.90") == (try concept(icd + "E11.2"))
        )
    }

    @Test("a circle in the hierarchy is refused and named")
    func cycle() {
        var builder = TerminologyBuilder()
        builder.addBroader("a", "b")
        builder.addBroader("b", "c")
        builder.addBroader("c", "a")
        #expect(throws: TerminologyError.cyclicHierarchy(["a", "b", "c"])) { try builder.build() }
        var selfish = TerminologyBuilder()
        selfish.addBroader("a", "a")
        #expect(throws: TerminologyError.cyclicHierarchy(["a"])) { try selfish.build() }
    }

    @Test("the closure equals reachability on random hierarchies", arguments: 0..<20)
    func closureProperty(seed: UInt64) throws {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func random(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        var builder = TerminologyBuilder()
        let count = 30
        var edges: [Int: Set<Int>] = [:]
        for node in 0..<count { builder.concept("c\(node)") }
        for _ in 0..<60 {
            let (a, b) = (random(count), random(count))
            guard a != b else { continue }
            // Edges point to smaller numbers only, so there is no circle.
            let (narrow, broad) = (max(a, b), min(a, b))
            builder.addBroader("c\(narrow)", "c\(broad)")
            edges[narrow, default: []].insert(broad)
        }
        let terminology = try builder.build()
        for node in 0..<count {
            var reached: Set<Int> = [node]
            var frontier = [node]
            while let next = frontier.popLast() {
                for broad in edges[next] ?? [] where reached.insert(broad).inserted { frontier.append(broad) }
            }
            let concept = ConceptID(rawValue: UInt32(node))
            #expect(Set(terminology.ancestors(concept).map { Int($0.rawValue) }) == reached)
            for other in 0..<count {
                #expect(terminology.isA(concept, ConceptID(rawValue: UInt32(other))) == reached.contains(other))
            }
        }
    }
}

@Suite("Resolving codes and names from records")
struct CodeResolverTests {
    private func resolve(
        _ system: String?, _ code: String?, _ display: String? = nil, as domain: CodingDomain
    ) throws -> (iris: [String], resolution: CodeResolution) {
        let terminology = try sampleTerminology()
        let resolution = CodeResolver(terminology)
            .resolve([RecordCoding(system: system, code: code, display: display)], as: domain)
        return (resolution.concepts.map { String(terminology.iri($0).split(separator: "/").last ?? "") }, resolution)
    }

    @Test(
        "local extensions of ICD-10 mean at least their prefix",
        arguments: [
            ("I10", "I10", ResolutionBasis.code), ("I10.x00", "I10", .code), ("I10.x05002", "I10", .code),
            ("i10 ", "I10", .code), ("E11.200x001", "E11.2", .codePrefix), ("E11.900", "E11", .codePrefix),
            ("E119", "E11", .codePrefix), ("E11.2+N08.3*", "E11.2", .code),
        ])
    func icd10(code: String, expected: String, basis: ResolutionBasis) throws {
        let (iris, resolution) = try resolve("http://hl7.org/fhir/sid/icd-10", code, as: .condition)
        #expect(iris == [expected])
        #expect(resolution.basis == basis)
    }

    @Test("names stand in for missing codes, in both languages")
    func names() throws {
        #expect(try resolve(nil, nil, "高血压病", as: .condition).iris == ["I10"])
        #expect(try resolve("urn:local", "D-17", "Hypertension (disorder)", as: .condition).iris == ["I10"])
        #expect(try resolve(nil, "2型糖尿病", as: .condition).iris == ["E11"])
        let unknown = try resolve("urn:local", "D-18", "疑似高血压病待查", as: .condition)
        #expect(unknown.iris.isEmpty)
        #expect(unknown.resolution.basis == .unresolved)
    }

    @Test(
        "medicines give up their ingredients",
        arguments: [
            ("Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet", ["161", "7804"]),
            ("阿司匹林肠溶片 100mg", ["1191"]), ("盐酸左氧氟沙星注射液", ["82122"]), ("氧氟沙星滴耳液", ["7623"]),
            ("Lasix 40mg", ["4603"]), ("ASPIRIN 81 MG", ["1191"]), ("扑热息痛片", ["161"]), ("Unobtainium 5 MG", []),
        ])
    func medicines(text: String, expected: [String]) throws {
        #expect(try resolve(nil, nil, text, as: .medication).iris == expected)
    }

    @Test("an ATC code means its ingredient, a topical form is recognised, a half-known combination says so")
    func medicineDetails() throws {
        #expect(try resolve("http://www.whocc.no/atc", "B01AC06", as: .medication).iris == ["1191"])
        #expect(try resolve(nil, nil, "氧氟沙星滴耳液", as: .medication).resolution.isTopical)
        #expect(try !resolve(nil, nil, "氧氟沙星片", as: .medication).resolution.isTopical)
        let half = try resolve(nil, nil, "Acetaminophen 325 MG / Unobtainium 5 MG", as: .medication)
        #expect(half.iris == ["161"])
        #expect(half.resolution.unrecognisedParts == ["Unobtainium 5 MG"])
    }

    @Test("an allergy finding means its agent")
    func allergies() throws {
        #expect(try resolve("http://snomed.info/sct", "293586001", as: .allergen).iris == ["1191"])
        #expect(try resolve(nil, nil, "阿司匹林过敏", as: .allergen).iris == ["1191"])
        #expect(try resolve(nil, nil, "阿司匹林", as: .allergen).iris == ["1191"])
    }
}

@Suite("Searching concepts")
struct ConceptSearchTests {
    @Test(
        "names, prefixes, codes, pinyin, initials and slips all find the concept",
        arguments: [
            ("hypertension", "I10"), ("hyper", "I10"), ("原发性高血压", "I10"), ("高血", "I10"), ("I10", "I10"),
            ("gaoxueya", "I10"), ("gxy", "I10"), ("hypertnsion", "I10"), ("type 2 diab", "E11"), ("糖尿病", "E11"),
            ("aspirin", "1191"), ("ａｓｐｉｒｉｎ", "1191"),
        ])
    func finds(query: String, code: String) throws {
        let terminology = try sampleTerminology()
        let hits = ConceptSearch(terminology).search(query)
        #expect(terminology.notation(try #require(hits.first).concept) == code)
    }

    @Test("nothing is found for nothing")
    func empty() throws {
        let search = ConceptSearch(try sampleTerminology())
        #expect(search.search("").isEmpty)
        #expect(search.search("qqqqqqq").isEmpty)
        #expect(search.search("高血压", limit: 0).isEmpty)
    }
}
