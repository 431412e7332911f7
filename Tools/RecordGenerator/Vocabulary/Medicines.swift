// Medicines: Chinese generic names, coded by ATC, by the hospital's own number or not at all, as such records are; in
// English the clinical drug in words with the RxNorm code of its ingredient.

struct Medicine: Hashable {
    enum ChineseCode: Hashable {
        case atc(String)
        case hospital(String)
        case none
    }

    let rxnorm: String
    let ingredient: String
    let chinese: String
    let code: ChineseCode
    /// One dose: its number as written, and its unit.
    let dose: String
    let unit: String
    let timesDaily: Int
    let route: Route

    enum Route: Hashable {
        case oral, inhaled, subcutaneous, intravenous
    }

    init(
        _ rxnorm: String, _ ingredient: String, _ chinese: String, _ code: ChineseCode, _ dose: String,
        _ unit: String = "mg", daily timesDaily: Int = 1, _ route: Route = .oral
    ) {
        self.rxnorm = rxnorm
        self.ingredient = ingredient
        self.chinese = chinese
        self.code = code
        self.dose = dose
        self.unit = unit
        self.timesDaily = timesDaily
        self.route = route
    }

    static let amlodipine = Medicine("17767", "amlodipine", "苯磺酸氨氯地平片", .atc("C08CA01"), "5")
    static let valsartan = Medicine("69749", "valsartan", "缬沙坦胶囊", .hospital("YP00213"), "80")
    static let lisinopril = Medicine("29046", "lisinopril", "赖诺普利片", .none, "10")
    static let metformin = Medicine("6809", "metformin", "盐酸二甲双胍片", .atc("A10BA02"), "500", daily: 2)
    static let gliclazide = Medicine("4816", "gliclazide", "格列齐特缓释片", .none, "60")
    static let dapagliflozin = Medicine("1488564", "dapagliflozin", "达格列净片", .atc("A10BK01"), "10")
    static let glargine = Medicine(
        "274783", "insulin glargine", "甘精胰岛素注射液", .hospital("YP00877"), "14", "U", daily: 1, .subcutaneous)
    static let atorvastatin = Medicine("83367", "atorvastatin", "阿托伐他汀钙片", .atc("C10AA05"), "20")
    static let simvastatin = Medicine("36567", "simvastatin", "辛伐他汀片", .atc("C10AA01"), "40")
    static let warfarin = Medicine("11289", "warfarin", "华法林钠片", .none, "3")
    static let rivaroxaban = Medicine("1114195", "rivaroxaban", "利伐沙班片", .atc("B01AF01"), "15")
    static let apixaban = Medicine("1364430", "apixaban", "阿哌沙班片", .atc("B01AF02"), "5", daily: 2)
    static let aspirin = Medicine("1191", "aspirin", "阿司匹林肠溶片", .hospital("YP00031"), "100")
    static let clopidogrel = Medicine("32968", "clopidogrel", "硫酸氢氯吡格雷片", .atc("B01AC04"), "75")
    static let metoprolol = Medicine("6918", "metoprolol", "琥珀酸美托洛尔缓释片", .hospital("YP00342"), "47.5")
    static let bisoprolol = Medicine("19484", "bisoprolol", "富马酸比索洛尔片", .atc("C07AB07"), "5")
    static let furosemide = Medicine("4603", "furosemide", "呋塞米片", .none, "20")
    static let spironolactone = Medicine("9997", "spironolactone", "螺内酯片", .atc("C03DA01"), "20")
    static let digoxin = Medicine("3407", "digoxin", "地高辛片", .none, "0.125")
    static let levofloxacin = Medicine(
        "82122", "levofloxacin", "左氧氟沙星氯化钠注射液", .atc("J01MA12"), "500", "mg", daily: 1, .intravenous)
    static let amoxicillin = Medicine("723", "amoxicillin", "阿莫西林胶囊", .atc("J01CA04"), "500", daily: 3)
    static let doxycycline = Medicine("3640", "doxycycline", "盐酸多西环素片", .none, "100", daily: 2)
    static let ceftriaxone = Medicine(
        "2193", "ceftriaxone", "注射用头孢曲松钠", .hospital("YP00519"), "2", "g", daily: 1, .intravenous)
    static let salbutamol = Medicine(
        "435", "albuterol", "硫酸沙丁胺醇吸入气雾剂", .atc("R03AC02"), "0.1", "mg", daily: 2, .inhaled)
    static let budesonide = Medicine("19831", "budesonide", "布地奈德粉吸入剂", .none, "0.2", "mg", daily: 2, .inhaled)
    static let tiotropium = Medicine(
        "274535", "tiotropium", "噻托溴铵粉吸入剂", .atc("R03BB04"), "0.018", "mg", daily: 1, .inhaled)
    static let prednisone = Medicine("8640", "prednisone", "醋酸泼尼松片", .hospital("YP00066"), "30")
    static let omeprazole = Medicine("7646", "omeprazole", "奥美拉唑肠溶胶囊", .atc("A02BC01"), "20")
    static let allopurinol = Medicine("519", "allopurinol", "别嘌醇片", .none, "100")
    static let acetaminophen = Medicine("161", "acetaminophen", "对乙酰氨基酚片", .none, "500", daily: 3)
    static let folicAcid = Medicine("4511", "folic acid", "叶酸片", .hospital("YP00702"), "0.4")
    static let labetalol = Medicine("6185", "labetalol", "盐酸拉贝洛尔片", .atc("C07AG01"), "100", daily: 2)
}
