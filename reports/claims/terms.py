"""Standing words in quotation marks that name an institution: they claim nothing of a branch's year."""

TERMS = frozenset(
    "三会一课 一岗双责 两学一做 四风 两多一少 三重一大 两个维护 两个确立 四个意识 四个自信"
    " 双节 十一 五一 七一 支部主题党日 主题党日 学习强国 三亮三比 两优一先".split()
)
