// What the prompt says, in both languages.

import SPARQLSyntax
import Text

struct PromptWords {
    var words: Words

    init(_ language: Language) { words = Words(language: language) }

    var greeting: String {
        words(
            "Enter runs a complete query, Tab completes, .help tells more, Control-D leaves.",
            "回车运行完整的查询，Tab 补全，.help 查看帮助，Control-D 退出。")
    }

    var help: String {
        words(
            """
            A query may have several lines: Enter runs it once it is complete, or at an empty line; Alt-Enter always
            begins a new line. Known prefixes need no PREFIX. Find a concept by name, pinyin or code:
              SELECT ?c ?score { (?c ?score) m:search ("gxy" 5) }

              Tab            complete a prefix, predicate, class, variable, keyword or command; of any other word,
                             show the concepts that it names: 高血压, gxy, metfor
              ↑ ↓, Control-R what was entered before, and search in it
              Control-C      forget the line; end a query that runs
              Control-D      leave

              .explain [QUERY]                    the plan of a query, or of the last one
              .prefixes                           the known prefixes
              .format table|json|xml|csv|tsv|ttl  how answers are shown
              .labels zh|en|both|off              labels beside IRIs in tables
              .union on|off                       ask all graphs together, or the default graph
              .timeout SECONDS                    how long a query may take
              .language zh|en                     the language of these messages
              .quit                               leave
            """,
            """
            查询可分多行：写完整后按回车即运行，空行上按回车也运行；Alt-回车总是换行。已知前缀无需 PREFIX 声明。
            按名称、拼音或编码查找概念：
              SELECT ?c ?score { (?c ?score) m:search ("gxy" 5) }

              Tab            补全前缀、谓词、类名、变量、关键字或命令；对其他词则列出其所指的概念，
                             如 高血压、gxy、metfor
              ↑ ↓, Control-R 以前输入的内容及其检索
              Control-C      放弃当前输入；终止正在运行的查询
              Control-D      退出

              .explain [查询]                     查询的执行计划，缺省为上一个查询
              .prefixes                           已知前缀
              .format table|json|xml|csv|tsv|ttl  结果格式
              .labels zh|en|both|off              在表格中 IRI 旁显示标签
              .union on|off                       查询全部图，或仅默认图
              .timeout 秒数                       查询时限
              .language zh|en                     提示语言
              .quit                               退出
            """)
    }

    func summary(_ summary: QueryAnswering.Summary, seconds: String) -> String {
        guard let count = summary.count else { return words("\(seconds) s", "\(seconds) 秒") }
        if summary.isCut {
            return words(
                "the first \(count) rows, \(seconds) s; LIMIT asks for fewer, .format csv shows all",
                "前 \(count) 行，\(seconds) 秒；可用 LIMIT 限制，或用 .format csv 显示全部")
        }
        return words(
            "\(count) \(count == 1 ? "row" : "rows"), \(seconds) s", "\(count) 行，\(seconds) 秒")
    }

    func changed(_ name: String, _ value: String) -> String { words("\(name) is \(value)", "\(name) 已设为 \(value)") }

    /// Said of a query that found nothing in the graphs that it asked.
    var otherGraphs: String {
        words(
            "Nothing found in the default graph and the graphs that the query names; --union asks all graphs together.",
            "在默认图和查询写明的图中没有结果；加 --union 可查询全部图。")
    }

    /// Said of a query that found nothing because HAVING names what only SELECT computes.
    func unseen(_ names: [Variable]) -> String {
        let list = names.map(\.description)
        return words(
            "\(list.joined(separator: ", ")) has no value in HAVING yet; write the expression there: HAVING(COUNT(*) > 1).",
            "HAVING 中的 \(list.joined(separator: "、")) 尚无值；请在该处直接写表达式：HAVING(COUNT(*) > 1)。")
    }

    var cancelled: String { words("The query was ended.", "查询已终止。") }

    var nothingToExplain: String {
        words("There is no query yet; write it behind .explain", "还没有查询；请写在 .explain 之后")
    }

    func text(_ mistake: PromptCommand.Mistake) -> String {
        switch mistake {
        case .unknown(let name):
            words("There is no command \(name); .help lists them", "没有命令 \(name)；.help 列出所有命令")
        case .value(let name, let allowed):
            words(
                "\(name) takes \(allowed.joined(separator: ", "))", "\(name) 的取值为 \(allowed.joined(separator: "、"))")
        }
    }

    var more: String { words("— Enter: more, q: enough —", "— 回车：继续，q：结束 —") }
}
