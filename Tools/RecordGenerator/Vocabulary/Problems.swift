// Diagnoses: as a Chinese hospital codes them (ICD-10 with its local extensions) and as an English one does (SNOMED CT).

struct Problem: Hashable {
    let icd10: String
    let chinese: String
    let snomed: String
    let english: String

    init(_ icd10: String, _ chinese: String, _ snomed: String, _ english: String) {
        self.icd10 = icd10
        self.chinese = chinese
        self.snomed = snomed
        self.english = english
    }

    static let hypertension = Problem("I10.x00", "原发性高血压", "59621000", "Essential hypertension")
    static let type2Diabetes = Problem("E11.900", "2型糖尿病", "44054006", "Diabetes mellitus type 2")
    static let diabeticKidneyDisease = Problem(
        "E11.200", "2型糖尿病性肾病", "127013003", "Disorder of kidney due to diabetes mellitus")
    static let kidneyDisease3 = Problem("N18.300", "慢性肾脏病3期", "433144002", "Chronic kidney disease stage 3")
    static let kidneyDisease4 = Problem("N18.400", "慢性肾脏病4期", "431857002", "Chronic kidney disease stage 4")
    static let atrialFibrillation = Problem("I48.x01", "心房颤动", "49436004", "Atrial fibrillation")
    static let heartFailure = Problem("I50.900", "心力衰竭", "84114007", "Heart failure")
    static let stroke = Problem("I63.900", "脑梗死", "422504002", "Ischemic stroke")
    static let gastrointestinalBleeding = Problem("K92.200", "胃肠出血", "74474003", "Gastrointestinal hemorrhage")
    static let pneumonia = Problem("J18.900", "社区获得性肺炎", "385093006", "Community acquired pneumonia")
    static let asthma = Problem("J45.900", "支气管哮喘", "195967001", "Asthma")
    static let asthmaExacerbation = Problem("J46.x00", "支气管哮喘急性发作", "708038006", "Acute exacerbation of asthma")
    static let obstructiveLungDisease = Problem("J44.900", "慢性阻塞性肺疾病", "13645005", "Chronic obstructive lung disease")
    static let lungExacerbation = Problem(
        "J44.100", "慢性阻塞性肺疾病急性加重", "195951007", "Acute exacerbation of chronic obstructive airways disease")
    static let hyperlipidemia = Problem("E78.500", "高脂血症", "55822004", "Hyperlipidemia")
    static let hyperkalemia = Problem("E87.500", "高钾血症", "14140009", "Hyperkalemia")
    static let kneeOsteoarthritis = Problem("M17.900", "膝骨关节炎", "239873007", "Osteoarthritis of knee")
    static let gout = Problem("M10.900", "痛风", "90560007", "Gout")
    static let pregnancy = Problem("Z34.900", "正常妊娠监督", "77386006", "Pregnant")
    static let gestationalDiabetes = Problem("O24.400", "妊娠期糖尿病", "11687002", "Gestational diabetes mellitus")
    static let gestationalHypertension = Problem("O13.x00", "妊娠期高血压", "48194001", "Pregnancy-induced hypertension")
}

/// A substance that a patient does not tolerate. Chinese records name it in words only.
struct Allergen {
    let chinese: String
    let snomed: String
    let english: String

    static let penicillin = Allergen(chinese: "青霉素", snomed: "91936005", english: "Allergy to penicillin")
    static let sulfonamide = Allergen(chinese: "磺胺类", snomed: "91939003", english: "Allergy to sulfonamide")
    static let aspirin = Allergen(chinese: "阿司匹林", snomed: "293586001", english: "Allergy to aspirin")
    static let shellfish = Allergen(chinese: "海鲜", snomed: "300913006", english: "Allergy to shellfish")
}
