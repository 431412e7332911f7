// Invented names, drawn independently of each other.

enum Language: Hashable {
    case chinese, english
}

enum Sex: String {
    case female, male
}

enum SampleNames {
    private static let surnames = "张 刘 陈 杨 赵 黄 周 吴 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁".split(separator: " ").map(String.init)
    private static let women = "秀英 桂兰 玉珍 淑芬 丽华 雪梅 凤英 小红 婷婷 晓燕 静 敏".split(separator: " ").map(String.init)
    private static let men = "建华 志强 国平 永福 德明 文斌 海涛 小军 俊杰 大伟 磊 勇".split(separator: " ").map(String.init)
    private static let families =
        "Baker Carter Davies Evans Foster Graham Hughes Jenkins Lawson Morris Parker Reed Shaw Turner Walsh Young"
        .split(separator: " ").map(String.init)
    private static let englishWomen =
        "Alice Barbara Carol Dorothy Emily Frances Grace Helen Irene Joan Linda Ruth".split(separator: " ")
        .map(String.init)
    private static let englishMen =
        "Albert Brian Charles David Edward Frank George Henry James Martin Peter Robert".split(separator: " ")
        .map(String.init)

    static func draw(_ language: Language, _ sex: Sex, _ random: inout SampleRandom) -> (family: String, given: String)
    {
        switch (language, sex) {
        case (.chinese, .female): (random.pick(surnames), random.pick(women))
        case (.chinese, .male): (random.pick(surnames), random.pick(men))
        case (.english, .female): (random.pick(families), random.pick(englishWomen))
        case (.english, .male): (random.pick(families), random.pick(englishMen))
        }
    }
}
