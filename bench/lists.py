"""Generated lists of planned purchases, of any length and reproducible: titles made of places, subjects and endings.

Of a hundred titles about 60 are ordinary services, 15 works, 15 goods, 10 of other kinds that the screening looks for.
Purchasers have 20 to 200 lines each, scattered over the whole list as over a year.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

SYLLABLES = "安宁和平永兴长清东阳西河南江北海云山青田石泉林溪新丰临泽定远广德武康文昌乐善福庆金华玉龙宝城"
BODIES = (
    "民政局 财政局 教育局 卫生健康局 人力资源和社会保障局 住房和城乡建设局 农业农村局 水利局 生态环境局 自然资源局 "
    "文化和旅游局 应急管理局 市场监督管理局 公安局 交通运输局 司法局 退役军人事务局 残疾人联合会 总工会 妇女联合会 "
    "街道办事处 人民政府办公室 城市管理局 疾病预防控制中心 实验中学 第一幼儿园"
)
OBJECTS = (
    "居家老年人 特困人员 困境儿童 残疾人 留守妇女 退役军人 社区矫正对象 未成年人 流浪乞讨人员 低收入家庭 失能老人 新市民 "
    "机关办公区 政务服务大厅 公共图书馆 博物馆 文化馆 体育场馆 社区卫生服务站 公园绿地 城区道路 农村公路 河道水域 "
    "污水处理设施 生活垃圾 建筑垃圾 餐厨废弃物 公共厕所 农贸市场 林区 耕地 湿地 水源地 地下水 大气环境 土壤 固体废物 "
    "政务信息系统 电子政务外网 视频会议系统 档案 不动产登记资料 统计数据 地理信息 遥感影像 国有资产 财政专项资金 预算绩效 "
    "政府债券 会计凭证 招标文件 法律文书 规范性文件 重大行政决策 行政复议案件 信访事项 人民调解 法律援助 公证事务 "
    "食品安全 药品 特种设备 农产品 动物疫病 森林病虫害 安全生产 消防 地质灾害 气象 防汛抗旱 应急物资 食堂 会务 公务用车 "
    "职业技能 干部教育 教师 中小学生课后 校园 学前教育 公共就业 创业孵化 文化惠民演出 公益电影 全民健身 非物质文化遗产 "
    "乡村旅游 城市品牌 招商引资 政务新媒体 门户网站 国土空间 村庄 历史建筑 房屋 既有建筑 桥梁 路灯 排水管网 停车位"
)
ACTIONS = (
    "照料服务 关爱帮扶 社会工作服务 心理疏导 能力评估 需求调查 康复训练 日间托养 物业管理 清扫保洁 日常养护 委托运营 "
    "收集转运 运行维护 安全等级测评 数字化加工 数据治理 监测评估 抽样检验 检测鉴定 普查 巡查 隐患排查 风险评估 应急处置 "
    "专项规划编制 标准研究 可行性研究 政策咨询 绩效评价 审计服务 代理记账 造价咨询 监理 法律顾问服务 案件代理 宣传推广 "
    "活动承办 展览策划 培训 课程开发 师资派送 竞赛组织 满意度调查 信息采集 档案整理 翻译 印刷 租赁服务 安保服务 "
    "病害防治 测绘 勘察设计 水土保持监测 技术支撑服务 第三方核查 系统升级 云服务 软件定制开发"
)
PLACES = (
    "老旧小区 农村公路 小型水库 污水管网 办公楼 校舍 主城区道路 中心广场 高标准农田 河道 城市公园 停车场 给水管道 路灯 "
    "消防设施 公共厕所 体育场 卫生院 敬老院 党群服务中心 文化活动中心 变电所 桥梁 雨污管道 产业园区 泵站 校园操场"
)
BUILDING = "改造 建设 除险加固 新建 装修 维修 提升改造 清淤整治 亮化 工程施工 扩建 更换 安装 修缮"
THINGS = (
    "办公家具 医疗设备 台式计算机 执法记录仪 公务用车 校服 图书 空调设备 打印机 实验室仪器 监控摄像头 垃圾桶 疫苗 食材 "
    "防护物资 教学设备 服务器 救护车 无人机 厨房设备 床上用品 健身器材 彩超 显微镜 电梯 发电机 交换机 课桌椅 种子 化肥"
)
BUYING = "采购 购置 更新 采购及安装 配备 添置 供货"
_OTHERS = (
    "编外人员劳务派遣 公益性岗位购买 辅警招聘 项目贷款融资 应收账款融资服务 行政执法服务外包 行政处罚事项委托 "
    "设计施工总承包 建设运营一体化 垃圾分类设施建设及运营 窗口辅助人员外包 土地储备前期开发 商业招商代理 "
    "信访接待服务 五年期城市照明委托运营 设备采购及维护服务"
)
ENDINGS = (
    "项目 服务项目 政府购买服务项目 采购项目 采购项目（二次） 项目（第一标段） 服务 项目（2026年度） 委托项目 "
    "项目（第二批）竞争性磋商 工作经费 等相关工作服务采购项目"
)
_METHODS = "公开招标 竞争性磋商 竞争性谈判 单一来源采购 限额以下 框架协议采购"
_LINES_OF_A_BLOCK = (20, 40, 60, 100, 180, 200)  # six purchasers
STEP = 618_041  # a prime: visits every line of the list once, far apart


def make(connection: duckdb.DuckDBPyConnection, table: str, lines: int) -> None:
    """Creates the table `table`: line, title, purchaser, amount, months, year, method, item_code, budget_line."""
    connection.execute(
        "CREATE OR REPLACE MACRO pick(words, n, salt) AS words[1 + (hash(n, salt) % len(words))::INTEGER]"
    )
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS {_query(lines)}")


def make_file(database: Path, table: str, lines: int) -> None:
    """Creates the table in a DuckDB file, without a memory limit."""
    with duckdb.connect(str(database)) as connection:
        make(connection, table, lines)


def write(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """Writes the table as a CSV file like a finance office's, with Chinese headers."""
    connection.execute(
        f"""COPY (SELECT line + 1 AS 序号, title AS 项目名称, purchaser AS 采购单位, amount AS "预算金额（元）",
            method AS 采购方式, year AS 预算年度, months AS "服务期限（月）", item_code AS 采购品目编码,
            budget_line AS 预算项目名称 FROM {table} ORDER BY line) TO '{path}' (HEADER)"""
    )


def _query(lines: int) -> str:
    ends = [sum(_LINES_OF_A_BLOCK[: index + 1]) for index in range(len(_LINES_OF_A_BLOCK))]
    block = ends[-1]
    purchaser = " ".join(f"WHEN spot % {block} < {end} THEN {index}" for index, end in enumerate(ends))
    subject = (
        f"CASE WHEN kind < 60 THEN {_pair(OBJECTS, ACTIONS)} WHEN kind < 75 THEN {_pair(PLACES, BUILDING)}"
        f" WHEN kind < 90 THEN {_pair(THINGS, BUYING)} ELSE pick({_words(_OTHERS)}, line, 1) END"
    )
    syllables = _list(list(SYLLABLES))
    return f"""
        WITH spots AS (SELECT i AS line, (i * {STEP}) % {lines} AS spot, (hash(i, 0) % 100)::INTEGER AS kind
                       FROM range({lines}) r(i)),
        numbered AS (SELECT *, spot // {block} * {len(ends)} + CASE {purchaser} END AS body FROM spots),
        named AS (SELECT *, pick({syllables}, body, 2) || pick({syllables}, body, 3)
                  || pick(['县', '市', '区'], body, 4) AS place,
                  pick({syllables}, body // 90, 2) || pick({syllables}, body // 90, 3) || '市' AS city FROM numbered)
        SELECT line,
               CASE WHEN hash(line, 5) % 3 = 0 THEN '2026年' ELSE '' END || CASE WHEN hash(line, 15) % 2 = 0 THEN city ELSE '' END || place
               || CASE WHEN hash(line, 6) % 2 = 0 THEN pick({_words(BODIES)}, body, 7) ELSE '' END
               || {subject} || pick({_words(ENDINGS)}, line, 8) AS title,
               city || place || pick({_words(BODIES)}, body, 7) AS purchaser,
               (10000 + hash(line, 9) % 4000000)::DECIMAL(18, 2) AS amount,
               [12, 12, 12, 12, 24, 36, 36, 48][1 + (hash(line, 10) % 8)::INTEGER] AS months,
               2026 AS year,
               pick({_words(_METHODS)}, line, 11) AS method,
               'C' || lpad((hash(line, 12) % 24 * 1000000 + hash(line, 13) % 20 * 10000)::VARCHAR, 8, '0') AS item_code,
               pick({_words(OBJECTS)}, hash(line, 14) % 6, body) AS budget_line
        FROM named"""


def _pair(first: str, second: str) -> str:
    return f"pick({_words(first)}, line, 1) || pick({_words(second)}, line, 16)"


def _words(text: str) -> str:
    return _list(text.split())


def _list(words: list[str]) -> str:
    return "[" + ", ".join(f"'{word}'" for word in words) + "]"
