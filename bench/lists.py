"""Made-up lists of planned purchases, of any length and always the same: titles out of places, subjects and endings.

Of a hundred titles about 60 are ordinary services, 15 works, 15 goods, 10 of other kinds that the screening looks for.
Purchasers have 20 to 200 lines each, scattered over the whole list as they are over a year.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

_SYLLABLES = "安宁和平永兴长清东阳西河南江北海云山青田石泉林溪新丰临泽定远广德武康文昌乐善福庆金华玉龙宝城"
_BODIES = (
    "民政局 财政局 教育局 卫生健康局 人力资源和社会保障局 住房和城乡建设局 农业农村局 水利局 生态环境局 自然资源局 "
    "文化和旅游局 应急管理局 市场监督管理局 公安局 交通运输局 司法局 退役军人事务局 残疾人联合会 总工会 妇女联合会 "
    "街道办事处 人民政府办公室 城市管理局 疾病预防控制中心 实验中学 第一幼儿园"
)
_SERVICES = (
    "居家养老服务 社区矫正社会工作服务 城乡环境卫生清扫保洁 办公区物业管理 食堂劳务外包服务 法律顾问服务 预算绩效评价 "
    "政务信息系统运行维护 电子政务网络安全等级测评 国土空间规划编制 土壤污染状况调查 地表水环境质量监测 会计审计服务 "
    "未成年人保护社会工作 残疾人托养照料 困境儿童关爱 农村公路日常养护 园林绿化养护 污水处理厂委托运营 "
    "生活垃圾收集转运 职业技能培训 干部教育培训 公益电影放映 全民健身赛事活动承办 文化惠民演出 档案数字化加工 "
    "公务用车定点维修 会议服务 印刷服务 课后服务 校园保安服务 心理健康服务 基本公共卫生服务 家庭医生签约服务 "
    "老年人能力评估 婚姻家庭辅导 人民调解 村级财务代理记账 安全生产隐患排查 消防技术服务 食品安全抽样检验 "
    "农产品质量安全检测 森林病虫害防治 动物防疫社会化服务 农业生产社会化服务 测绘地理信息服务 房屋安全鉴定 "
    "工程造价咨询 工程监理 水土保持监测 政策研究咨询 第三方满意度调查 宣传片制作 展览展示策划 就业创业指导"
)
_WORKS = (
    "老旧小区改造 农村公路建设 小型水库除险加固 污水管网新建 办公楼装修 校舍维修 道路提升改造 中心广场建设 "
    "高标准农田建设 河道清淤整治 绿化提升 停车场建设 给水管道更换 道路亮化 消防设施改造施工 厕所改造 体育场建设"
)
_GOODS = (
    "办公家具采购 医疗设备购置 台式计算机采购 执法记录仪购置 公务用车购置 校服采购 图书采购 空调设备采购 打印机更新 "
    "实验室仪器采购 监控摄像头采购及安装 垃圾桶采购 疫苗采购 食材采购 防护物资采购 教学设备更新 服务器采购"
)
_OTHERS = (
    "编外人员劳务派遣 公益性岗位购买 辅警招聘 项目贷款融资 应收账款融资服务 行政执法服务外包 行政处罚事项委托 "
    "设计施工总承包 建设运营一体化 垃圾分类设施建设及运营 窗口辅助人员外包 土地储备前期开发 商业招商代理 "
    "信访接待服务 五年期城市照明委托运营 设备采购及维护服务"
)
_ENDINGS = "项目 服务项目 政府购买服务项目 采购项目 （二次） （第一标段） 服务 （2026年度） 委托项目 其他工作"
_METHODS = "公开招标 竞争性磋商 竞争性谈判 单一来源采购 限额以下 框架协议采购"
_LINES_OF_A_BLOCK = (20, 40, 60, 100, 180, 200)  # six purchasers
STEP = 999_983  # a prime: visits every line of the list once


def make(connection: duckdb.DuckDBPyConnection, table: str, lines: int) -> None:
    """Creates the table `table`: line, title, purchaser, amount, months, year, method, item_code, budget_line."""
    connection.execute("CREATE OR REPLACE MACRO pick(words, n, salt) AS words[1 + (hash(n, salt) % len(words))::INTEGER]")
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS {_query(lines)}")  # noqa: S608


def write(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """The table as the CSV that a finance office would send, with Chinese headers."""
    connection.execute(
        f"""COPY (SELECT line + 1 AS 序号, title AS 项目名称, purchaser AS 采购单位, amount AS "预算金额（元）",
            method AS 采购方式, year AS 预算年度, months AS "服务期限（月）", item_code AS 采购品目编码,
            budget_line AS 预算项目名称 FROM {table} ORDER BY line) TO '{path}' (HEADER)"""  # noqa: S608
    )


def _query(lines: int) -> str:
    ends = [sum(_LINES_OF_A_BLOCK[: index + 1]) for index in range(len(_LINES_OF_A_BLOCK))]
    block = ends[-1]
    purchaser = " ".join(f"WHEN spot % {block} < {end} THEN {index}" for index, end in enumerate(ends))
    subject = (
        f"CASE WHEN kind < 60 THEN pick({_words(_SERVICES)}, line, 1) WHEN kind < 75 THEN pick({_words(_WORKS)}, line, 1)"
        f" WHEN kind < 90 THEN pick({_words(_GOODS)}, line, 1) ELSE pick({_words(_OTHERS)}, line, 1) END"
    )
    syllables = _list(list(_SYLLABLES))
    return f"""
        WITH spots AS (SELECT i AS line, (i * {STEP}) % {lines} AS spot, (hash(i, 0) % 100)::INTEGER AS kind
                       FROM range({lines}) r(i)),
        numbered AS (SELECT *, spot // {block} * {len(ends)} + CASE {purchaser} END AS body FROM spots),
        named AS (SELECT *, pick({syllables}, body, 2) || pick({syllables}, body, 3)
                  || pick(['县', '市', '区'], body, 4) AS place FROM numbered)
        SELECT line,
               CASE WHEN hash(line, 5) % 3 = 0 THEN '2026年' ELSE '' END || place
               || CASE WHEN hash(line, 6) % 2 = 0 THEN pick({_words(_BODIES)}, body, 7) ELSE '' END
               || {subject} || pick({_words(_ENDINGS)}, line, 8) AS title,
               place || pick({_words(_BODIES)}, body, 7) AS purchaser,
               (10000 + hash(line, 9) % 4000000)::DECIMAL(18, 2) AS amount,
               [12, 12, 12, 12, 24, 36, 36, 48][1 + (hash(line, 10) % 8)::INTEGER] AS months,
               2026 AS year,
               pick({_words(_METHODS)}, line, 11) AS method,
               'C' || lpad((hash(line, 12) % 24 * 1000000 + hash(line, 13) % 20 * 10000)::VARCHAR, 8, '0') AS item_code,
               pick({_words(_SERVICES)}, hash(line, 14) % 6, body) AS budget_line
        FROM named"""  # noqa: S608


def _words(text: str) -> str:
    return _list(text.split())


def _list(words: list[str]) -> str:
    return "[" + ", ".join(f"'{word}'" for word in words) + "]"
