// What is measured: with a Chinese laboratory's code, name and unit, and with LOINC and UCUM.

struct Analyte {
    enum Category: String {
        case vitalSigns = "vital-signs"
        case laboratory
    }

    let category: Category
    let local: String
    let chinese: String
    let chineseUnit: String
    let loinc: String
    let english: String
    /// UCUM.
    let unit: String
    /// What the value in Chinese units is multiplied by to get the English one.
    let factor: Double
    let chineseDecimals: Int
    let englishDecimals: Int

    private init(
        _ category: Category, _ local: String, _ chinese: String, _ chineseUnit: String, _ loinc: String,
        _ english: String, _ unit: String, decimals: Int, factor: Double = 1, englishDecimals: Int? = nil
    ) {
        self.category = category
        self.local = local
        self.chinese = chinese
        self.chineseUnit = chineseUnit
        self.loinc = loinc
        self.english = english
        self.unit = unit
        self.factor = factor
        chineseDecimals = decimals
        self.englishDecimals = englishDecimals ?? decimals
    }

    static let systolic = Analyte(
        .vitalSigns, "SBP", "收缩压", "mmHg", "8480-6", "Systolic blood pressure", "mm[Hg]", decimals: 0)
    static let diastolic = Analyte(
        .vitalSigns, "DBP", "舒张压", "mmHg", "8462-4", "Diastolic blood pressure", "mm[Hg]", decimals: 0)
    static let heartRate = Analyte(.vitalSigns, "HR", "心率", "次/分", "8867-4", "Heart rate", "/min", decimals: 0)
    static let respiratoryRate = Analyte(
        .vitalSigns, "RR", "呼吸频率", "次/分", "9279-1", "Respiratory rate", "/min", decimals: 0)
    static let temperature = Analyte(.vitalSigns, "T", "体温", "℃", "8310-5", "Body temperature", "Cel", decimals: 1)
    static let oxygenSaturation = Analyte(
        .vitalSigns, "SPO2", "血氧饱和度", "%", "59408-5", "Oxygen saturation by pulse oximetry", "%", decimals: 0)
    static let weight = Analyte(.vitalSigns, "WT", "体重", "kg", "29463-7", "Body weight", "kg", decimals: 1)
    static let height = Analyte(.vitalSigns, "HT", "身高", "cm", "8302-2", "Body height", "cm", decimals: 0)
    static let creatinine = Analyte(
        .laboratory, "CREA", "肌酐", "μmol/L", "2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL",
        decimals: 0, factor: 1 / 88.4, englishDecimals: 2)
    static let filtration = Analyte(
        .laboratory, "eGFR", "估算肾小球滤过率", "ml/min/1.73m²", "98979-8",
        "Glomerular filtration rate/1.73 sq M.predicted by CKD-EPI 2021", "mL/min/{1.73_m2}", decimals: 0)
    static let urea = Analyte(
        .laboratory, "UREA", "尿素", "mmol/L", "3094-0", "Urea nitrogen [Mass/volume] in Serum or Plasma", "mg/dL",
        decimals: 1, factor: 2.801, englishDecimals: 0)
    static let albuminuria = Analyte(
        .laboratory, "UACR", "尿白蛋白/肌酐比值", "mg/g", "9318-7", "Albumin/Creatinine [Mass Ratio] in Urine", "mg/g",
        decimals: 1)
    static let potassium = Analyte(
        .laboratory, "K", "钾", "mmol/L", "2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", decimals: 2,
        englishDecimals: 1)
    static let glycatedHemoglobin = Analyte(
        .laboratory, "HbA1c", "糖化血红蛋白", "%", "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", decimals: 1)
    static let fastingGlucose = Analyte(
        .laboratory, "FPG", "空腹血糖", "mmol/L", "1558-6", "Fasting glucose [Mass/volume] in Serum or Plasma", "mg/dL",
        decimals: 1, factor: 18.016, englishDecimals: 0)
    static let lowDensityLipoprotein = Analyte(
        .laboratory, "LDL-C", "低密度脂蛋白胆固醇", "mmol/L", "13457-7",
        "Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation", "mg/dL", decimals: 2, factor: 38.67,
        englishDecimals: 0)
    static let clottingRatio = Analyte(
        .laboratory, "INR", "国际标准化比值", "", "6301-6", "INR in Platelet poor plasma by Coagulation assay", "{INR}",
        decimals: 2, englishDecimals: 1)
    static let natriureticPeptide = Analyte(
        .laboratory, "NT-proBNP", "N末端B型钠尿肽前体", "pg/mL", "33762-6",
        "Natriuretic peptide.B prohormone N-Terminal [Mass/volume] in Serum or Plasma", "pg/mL", decimals: 0)
    static let ejectionFraction = Analyte(
        .laboratory, "LVEF", "左室射血分数", "%", "10230-1", "Left ventricular Ejection fraction", "%", decimals: 0)
    static let reactiveProtein = Analyte(
        .laboratory, "CRP", "C反应蛋白", "mg/L", "1988-5", "C reactive protein [Mass/volume] in Serum or Plasma", "mg/L",
        decimals: 1)
    static let leukocytes = Analyte(
        .laboratory, "WBC", "白细胞计数", "×10^9/L", "6690-2", "Leukocytes [#/volume] in Blood by Automated count",
        "10*3/uL", decimals: 2, englishDecimals: 1)
    static let hemoglobin = Analyte(
        .laboratory, "HGB", "血红蛋白", "g/L", "718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", decimals: 0,
        factor: 0.1,
        englishDecimals: 1)
    static let uricAcid = Analyte(
        .laboratory, "UA", "尿酸", "μmol/L", "14933-6", "Urate [Moles/volume] in Serum or Plasma", "umol/L", decimals: 0)
}
