"""Two older reports of a made-up branch: a short one, and one built and worded with the faults of a real one."""

from pathlib import Path

# As a branch wrote it: no title or signature, blanks at line ends, `1、` beside `一是`, XX and XXX, doubled words,
# a stray full stop, commas for 、, 的 for 得, one sentence twice, 每月 and 多次, a problem no measure names, one that came back.
SAMPLE = Path(__file__).parent / "data" / "annual_report.txt"

MADE_UP = """青石滩水文站党支部2021年度工作报告
各位党员：
按照站党委的安排，现将党支部一年来的工作报告如下。
一、上年度组织生活会整改情况
一是值守交接记录不全的问题，一年来，党支部修订交接办法，补登了缺页，已全部完成。
二是“学用脱节”的问题。每月结合水情开展讨论，仍需继续坚持。
三是谈心谈话覆盖面窄，一年来书记与站里每名党员各谈了一次。
二、党支部委员会查摆问题情况
采取群众提、自己找的方式，查摆出以下问题。
一是对照党章规定的职责任务方面。集中学习有时走过场，讨论联系实际不够。读书笔记写得少。
二是对照职工的新期待。站房饮水设施老旧，反映多次没有解决。
三、一年来党支部工作情况
一年来，主要做了以下工作。
1、坚持学习教育。每月集中学习，学习针对.汛期安排展开。举办党课4次。
2、守好汛期安全。组成党员突击队，加密观测，全年无迟报漏报，保证了下游三个乡镇及时转移。
四、党支部建设存在的主要问题
1、学习不够系统。一是计划性差，随到随学。二是讨论不深，发言照着念。
2、队伍年龄偏大。五十岁以上党员占一半，接续力量不足。
五、产生问题的原因分析
分析原因有以下两点。一是责任压得不实。分工写在纸上，检查少。二是办法不多。习惯用老经验。
六、今后的努力方向和改进措施
1、健全学习制度。年初排出计划，充分发挥发挥骨干领学作用。
2、培养年轻同志。老站长带徒，每季度走河一次。
青石滩水文站党支部
2022年1月5日
"""


def sample() -> bytes:
    """The long report as it lies in the file."""
    return SAMPLE.read_bytes()
