// The kinds of changes in both languages.

import Guidelines
import Text

extension Words {
    func change(_ kind: GuidelineChange.Kind) -> String {
        switch kind {
        case .guidelineAdded: self("guideline added", "新增指南")
        case .guidelineRemoved: self("guideline removed", "删除指南")
        case .recommendationAdded: self("recommendation added", "新增推荐")
        case .recommendationRemoved: self("recommendation removed", "删除推荐")
        case .decisionPointAdded: self("decision point added", "新增决策点")
        case .decisionPointRemoved: self("decision point removed", "删除决策点")
        case .scoreAdded: self("score added", "新增评分")
        case .scoreRemoved: self("score removed", "删除评分")
        case .calculationAdded: self("calculation added", "新增计算")
        case .calculationRemoved: self("calculation removed", "删除计算")
        case .strengthened: self("strengthened", "推荐增强")
        case .weakened: self("weakened", "推荐减弱")
        case .strengthChanged: self("strength changed", "推荐强度改变")
        case .certaintyRaised: self("certainty raised", "证据质量提高")
        case .certaintyLowered: self("certainty lowered", "证据质量降低")
        case .certaintyChanged: self("certainty changed", "证据质量改变")
        case .gradeChanged: self("grade changed", "原文分级改变")
        case .thresholdMoved: self("threshold moved", "阈值改变")
        case .comparisonChanged: self("comparison changed", "比较方式改变")
        case .boundAdded: self("bound added", "新增界值")
        case .boundRemoved: self("bound removed", "删除界值")
        case .windowChanged: self("time window changed", "时间窗改变")
        case .occurrencesChanged: self("number of values changed", "次数要求改变")
        case .conceptsChanged: self("concepts changed", "概念改变")
        case .criterionAdded: self("criterion added", "新增条件")
        case .criterionRemoved: self("criterion removed", "删除条件")
        case .criterionReplaced: self("criterion replaced", "条件替换")
        case .logicChanged: self("logic changed", "逻辑改变")
        case .formulaChanged: self("formula changed", "公式改变")
        case .unitChanged: self("unit changed", "单位改变")
        case .actionAdded: self("action added", "新增行动")
        case .actionRemoved: self("action removed", "删除行动")
        case .actionChanged: self("action changed", "行动改变")
        case .substanceChanged: self("medicine or test changed", "药物或检查改变")
        case .doseChanged: self("dose changed", "剂量改变")
        case .frequencyChanged: self("frequency changed", "频次改变")
        case .routeChanged: self("route changed", "途径改变")
        case .durationChanged: self("duration changed", "疗程改变")
        case .repetitionChanged: self("interval changed", "间隔改变")
        case .deadlineChanged: self("time to act changed", "完成期限改变")
        case .predecessorsChanged: self("earlier steps changed", "前置步骤改变")
        case .alternativesChanged: self("alternatives changed", "备选推荐改变")
        case .branchesChanged: self("branches changed", "分支改变")
        case .positionChanged: self("place changed", "次序改变")
        case .itemAdded: self("item added", "新增条目")
        case .itemRemoved: self("item removed", "删除条目")
        case .pointsChanged: self("points changed", "分值改变")
        case .bandsChanged: self("bands changed", "分段改变")
        case .reworded: self("reworded", "文字修改")
        case .citationChanged: self("citation changed", "引文改变")
        case .documentChanged: self("cited document changed", "引用文献改变")
        case .valueSetChanged: self("value set changed", "值集改变")
        case .statementAdded: self("statement added", "新增陈述")
        case .statementRemoved: self("statement removed", "删除陈述")
        }
    }

    func part(_ part: GuidelineChange.Part) -> String {
        switch part {
        case .applicability: self("for whom", "适用人群")
        case .when: self("when", "何时")
        case .doneWhen: self("done when", "完成条件")
        case .blockedWhen: self("blocked when", "受阻条件")
        case .action: self("action", "行动")
        case .item: self("item", "条目")
        case .expression: self("expression", "公式")
        case .label: self("label", "标签")
        case .comment: self("rationale", "说明")
        }
    }
}
