"""The report template: kinds of sections in their order, with their heading words."""

HEADINGS = {
    "preamble": "",
    "last_year": "上年度组织生活会整改情况",
    "findings": "党支部查摆问题情况",
    "work": "一年来党支部工作情况",
    "problems": "党支部建设存在的主要问题",
    "causes": "产生问题的原因分析",
    "measures": "今后的努力方向和改进措施",
}
