// Writes the sample records that ship with Meridian: three patients with a story and a population around them.
//
// Everything is invented: no record of a real person was used. What follows from what is modelled in Course/, so that
// "patients like this one" and their outcomes mean something: fibrillation without an anticoagulant brings strokes, high
// blood pressure and sugar wear down kidneys, and so on. The same seed gives the same bytes.

import Glibc

@main
struct RecordGenerator {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard let directory = arguments.first, arguments.count <= 3,
            let patients = Int(arguments.dropFirst().first ?? "\(SampleSet.patients)"),
            let seed = UInt64(arguments.dropFirst(2).first ?? "\(SampleSet.seed)")
        else {
            print("usage: RecordGenerator DIRECTORY [PATIENTS] [SEED]   writes FHIR R4 NDJSON, a file for each type")
            exit(64)
        }
        let set = SampleSet(patients: patients, seed: seed)
        for (name, bytes) in set.files {
            let path = "\(directory)/\(name)"
            guard let file = fopen(path, "w"), fwrite(bytes, 1, bytes.count, file) == bytes.count, fclose(file) == 0
            else {
                print("cannot write \(path): \(String(cString: strerror(errno)))")
                exit(73)
            }
            print("\(path): \(bytes.count) bytes")
        }
    }
}
