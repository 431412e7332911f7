import Compression
import FHIR
import Foundation
import Records
import Testing

@testable import RecordGenerator

@Suite struct SampleSetTests {
    private static let samples = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Tools/samples").standardized.path

    @Test("the generator gives the shipped sample records byte for byte")
    func reproducible() throws {
        let shipped = try FileManager.default.contentsOfDirectory(atPath: Self.samples).sorted()
        let set = SampleSet()
        #expect(set.files.map { $0.name + ".gz" } == shipped)
        for (name, bytes) in set.files {
            var reader = try FileReader("\(Self.samples)/\(name).gz")
            var content: [UInt8] = []
            while try reader.read(into: &content) > 0 {}
            #expect(content == bytes, "\(name): run Tools/generate-samples and commit what it writes")
        }
    }

    @Test("they import without a refusal, the three named patients first, and end by June 2026")
    func imports() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "meridian-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try RecordStore.open(directory)
        let summary = try store.importFHIR(from: Self.samples)
        #expect(summary.patients.new == SampleSet.patients && summary.refused.isEmpty)
        let patients = try store.patients()
        #expect(patients.prefix(3).map(\.displayName) == ["王秀兰", "李建国", "Margaret Hill"])
        #expect(patients[0].coverage.contains(.medication) && patients[0].coverage.contains(.allergy))
        let end = try #require(ClinicalTime("2026-07-01"))
        try store.forEachTimeline { _, events in
            for event in events {
                #expect(event.start.map { $0 < end } ?? true)
                #expect(event.end.map { $0 < end } ?? true)
            }
        }
    }

    @Test("each story has what makes its next order dangerous")
    func stories() {
        let wang = NamedPatients.wangXiulan
        #expect(wang.takes(.warfarin) && wang.has(.kidneyDisease3) && wang.has(.atrialFibrillation))
        let li = NamedPatients.liJianguo
        #expect(li.allergies.first?.isSevere == true && li.has(.pneumonia))
        #expect(li.contacts.last?.end == nil)
        let hill = NamedPatients.margaretHill
        #expect(hill.takes(.simvastatin) && hill.takes(.spironolactone) && hill.has(.heartFailure))
    }

    @Test("untreated fibrillation brings strokes more often, so that outcomes of similar patients mean something")
    func outcomes() {
        var years = (treated: 0.0, untreated: 0.0)
        var strokes = (treated: 0, untreated: 0)
        for number in 3..<1500 {
            var life = Life(number: number, random: SampleRandom(seed: UInt64(number)))
            life.run()
            let chart = life.chart
            guard let begin = chart.diagnoses.first(where: { $0.problem == .atrialFibrillation })?.onset else {
                continue
            }
            let end = chart.death ?? Chart.lastDay
            let treated =
                chart.prescriptions
                .first { [.warfarin, .apixaban, .rivaroxaban].contains($0.medicine) }?.start ?? end
            years.untreated += Double(max(0, treated - begin)) / 365
            years.treated += Double(end - treated) / 365
            for stroke in chart.diagnoses where stroke.problem == .stroke {
                if stroke.onset <= treated { strokes.untreated += 1 } else { strokes.treated += 1 }
            }
        }
        #expect(Double(strokes.untreated) / years.untreated > 3 * Double(strokes.treated) / years.treated)
    }

    @Test("another seed gives other patients, and more patients leave the first as they are")
    func seeds() {
        let few = SampleSet(patients: 10)
        let many = SampleSet(patients: 20)
        #expect(many.files.last?.bytes.starts(with: few.files.last?.bytes ?? []) == true)
        #expect(SampleSet(patients: 10, seed: 1).files.last?.bytes != few.files.last?.bytes)
    }
}
