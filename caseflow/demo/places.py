"""云州市, a made-up prefecture: districts, counties, towns, about thirty offices and their duties; and the anonymised
places that the real messages name, for the import."""

from datetime import date

from caseflow.models import Duty
from offices.models import Office, OfficeKind, Region
from offices.services import rebuild_closure, region_path
from petitions.models import Topic

SINCE = date(2006, 1, 1)
K = OfficeKind
CITY = "云州市"
# name: (code, level, parent, English)
REGIONS = {
    "南川省": ("990000000000", 1, None, "Nanchuan Province"),
    CITY: ("990100000000", 2, "南川省", "Yunzhou City"),
    "临江区": ("990102000000", 3, CITY, "Linjiang District"),
    "东湖区": ("990103000000", 3, CITY, "Donghu District"),
    "青山县": ("990121000000", 3, CITY, "Qingshan County"),
    "远安县": ("990122000000", 3, CITY, "Yuan'an County"),
    "柳塘镇": ("990102101000", 4, "临江区", "Liutang Town"), "江北街道": ("990102001000", 4, "临江区", "Jiangbei Street"),
    "湖滨街道": ("990103001000", 4, "东湖区", "Hubin Street"), "石桥镇": ("990103101000", 4, "东湖区", "Shiqiao Town"),
    "双河镇": ("990121101000", 4, "青山县", "Shuanghe Town"), "云岭乡": ("990121201000", 4, "青山县", "Yunling Township"),
    "安平镇": ("990122101000", 4, "远安县", "Anping Town"),
}  # fmt: skip
# code: (name, kind, region, superior, English)
OFFICES = {
    "YZZF": ("云州市人民政府", K.GOVERNMENT, CITY, None, "Yunzhou City Government"),
    "YZXF": ("云州市信访局", K.PETITION, CITY, "YZZF", "Yunzhou Petition Office"),
    "YZLX": ("云州市信访工作联席会议办公室", K.JOINT, CITY, None, "Joint Conference Office of Yunzhou"),
    "YZZJ": ("云州市住房和城乡建设局", K.DEPARTMENT, CITY, "YZZF", "Yunzhou Housing and Construction Bureau"),
    "YZRS": ("云州市人力资源和社会保障局", K.DEPARTMENT, CITY, "YZZF", "Yunzhou Labour and Social Security Bureau"),
    "YZJT": ("云州市交通运输局", K.DEPARTMENT, CITY, "YZZF", "Yunzhou Transport Bureau"),
    "YZJY": ("云州市教育局", K.DEPARTMENT, CITY, "YZZF", "Yunzhou Education Bureau"),
    "YZWJ": ("云州市卫生健康委员会", K.DEPARTMENT, CITY, "YZZF", "Yunzhou Health Commission"),
    "YZZF2": ("中共云州市委政法委员会", K.POLITICAL_LEGAL, CITY, None, "Political and Legal Committee of Yunzhou"),
    "YZJW": ("云州市纪律检查委员会", K.DISCIPLINE, CITY, None, "Discipline Inspection Commission of Yunzhou"),
    "LJZF": ("临江区人民政府", K.GOVERNMENT, "临江区", "YZZF", "Linjiang District Government"),
    "LJXF": ("临江区信访局", K.PETITION, "临江区", "YZXF", "Linjiang Petition Office"),
    "LJZJ": ("临江区住房和城乡建设局", K.DEPARTMENT, "临江区", "YZZJ", "Linjiang Housing Bureau"),
    "LJHB": ("临江区生态环境分局", K.DEPARTMENT, "临江区", "LJZF", "Linjiang Environment Bureau"),
    "LJMZ": ("临江区民政局", K.DEPARTMENT, "临江区", "LJZF", "Linjiang Civil Affairs Bureau"),
    "LJCG": ("临江区城市管理局", K.DEPARTMENT, "临江区", "LJZF", "Linjiang City Management Bureau"),
    "DHXF": ("东湖区信访局", K.PETITION, "东湖区", "YZXF", "Donghu Petition Office"),
    "DHZF": ("东湖区人民政府", K.GOVERNMENT, "东湖区", "YZZF", "Donghu District Government"),
    "DHZJ": ("东湖区住房和城乡建设局", K.DEPARTMENT, "东湖区", "YZZJ", "Donghu Housing Bureau"),
    "DHHB": ("东湖区生态环境分局", K.DEPARTMENT, "东湖区", "DHZF", "Donghu Environment Bureau"),
    "DHRS": ("东湖区人力资源和社会保障局", K.DEPARTMENT, "东湖区", "YZRS", "Donghu Labour Bureau"),
    "QSXF": ("青山县信访局", K.PETITION, "青山县", "YZXF", "Qingshan Petition Office"),
    "QSZF": ("青山县人民政府", K.GOVERNMENT, "青山县", "YZZF", "Qingshan County Government"),
    "QSZR": ("青山县自然资源局", K.DEPARTMENT, "青山县", "QSZF", "Qingshan Natural Resources Bureau"),
    "QSNY": ("青山县农业农村局", K.DEPARTMENT, "青山县", "QSZF", "Qingshan Agriculture Bureau"),
    "QSJT": ("青山县交通运输局", K.DEPARTMENT, "青山县", "YZJT", "Qingshan Transport Bureau"),
    "YAXF": ("远安县信访局", K.PETITION, "远安县", "YZXF", "Yuan'an Petition Office"),
    "YAZF": ("远安县人民政府", K.GOVERNMENT, "远安县", "YZZF", "Yuan'an County Government"),
    "YASL": ("远安县水利局", K.DEPARTMENT, "远安县", "YAZF", "Yuan'an Water Bureau"),
    "YAMZ": ("远安县民政局", K.DEPARTMENT, "远安县", "YAZF", "Yuan'an Civil Affairs Bureau"),
    "LJWY": ("临江区物业管理服务中心", K.DEPARTMENT, "临江区", "LJZJ", "Linjiang Property Management Centre"),
    "YZGJ": ("云州公交集团有限公司", K.ENTERPRISE, CITY, "YZJT", "Yunzhou Bus Group"),
}  # fmt: skip
# top-level topic: offices, each at its own region's level
DUTIES = {
    "城乡建设": (("LJZJ", "DHZJ", "YZZJ"), "《物业管理条例》第五条、《建筑法》第六条"),
    "环境保护": (("LJHB", "DHHB"), "《环境保护法》第十条"), "民政": (("LJMZ", "YAMZ"), "《社会救助暂行办法》第三条"),
    "劳动和社会保障": (("DHRS", "YZRS"), "《劳动法》第九条、《保障农民工工资支付条例》第七条"),
    "国土资源": (("QSZR",), "《土地管理法》第五条"), "农村农业": (("QSNY", "YASL"), "《农村土地承包法》第十二条"),
    "交通运输": (("QSJT", "YZJT"), "《公路法》第八条、《道路运输条例》第七条"), "教育文体": (("YZJY",), "《教育法》第十五条"),
    "卫生计生": (("YZWJ",), "《基本医疗卫生与健康促进法》第七条"),
}  # fmt: skip


def make_places() -> tuple[dict[str, Region], dict[str, Office]]:
    """Insert the regions, offices, closure and duties that are missing; returns them by name and by code."""
    regions: dict[str, Region] = {}
    for name, (code, level, parent, english) in REGIONS.items():
        above = regions.get(parent or "")
        regions[name], _made = Region.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "name_en": english,
                "level": level,
                "parent": above,
                "path": region_path(code, above),
            },
        )
    offices: dict[str, Office] = {}
    for code, (name, kind, region, superior, english) in OFFICES.items():
        offices[code], _made = Office.objects.get_or_create(
            code=code,
            defaults={"name": name, "name_en": english, "kind": kind, "region": regions[region], "superior": offices.get(superior or ""),
                      "valid_from": SINCE, "address": f"{region}人民路{20 + len(offices)}号", "phone": f"0990-8{100000 + len(offices) * 37}"},
        )  # fmt: skip
    make_import_places()
    rebuild_closure()
    topics = {t.name: t for t in Topic.objects.filter(level=1)}
    for name, (codes, basis) in DUTIES.items():
        for code in codes:
            office = offices[code]
            Duty.objects.get_or_create(
                topic=topics[name],
                level=office.region.level,
                office=office,
                valid_from=SINCE,
                defaults={"basis": basis},
            )
    return regions, offices


# The districts, counties and cities below each city, as the real messages call them.
NAMED = {
    "A": "1区 2区 3区 4区 5区 6区 7县 8县 9市", "B": "1区 2区 3区 4区 6县 7县 9市", "C": "2区 3县 4市 5市", "D": "7县 8县 12市",
    "E": "8县 9县 12市", "F": "1区 5县 6县 7县 9市", "G": "1区 2区 3县 4县 5县 7县", "H": "3县", "I": "1区 4县 6市",
    "J": "1区 4县 5县 9县 11市", "K": "1区 2区 3县 4县 5县 6县 7县 8县 9县 10县 11县", "L": "1区 2县 3县 4县 5县 6县 7县 9县 10县 12市",
    "M": "1区 2县 3县 5市 9县 14县",
}  # fmt: skip


def make_import_places() -> None:
    """西地省, its cities A市 to M市 with what lies below them, each city with a petition office."""
    province = _place("960000000000", "西地省", "Xidi Province", 1, None)
    _office("XDXF", "西地省信访局", "Petition Office of Xidi Province", province)
    for n, (letter, below) in enumerate(NAMED.items(), start=1):
        city = _place(f"96{n:02d}00000000", f"{letter}市", f"City {letter}", 2, province)
        _office(f"{letter}XF", f"{letter}市信访局", f"Petition Office of City {letter}", city)
        for part in below.split():
            number = int(part[:-1])
            _place(f"96{n:02d}{number:02d}000000", f"{letter}{part}", f"{letter}{number}", 3, city)


def _place(code: str, name: str, english: str, level: int, parent: Region | None) -> Region:
    values = {"name": name, "name_en": english, "level": level, "parent": parent, "path": region_path(code, parent)}
    return Region.objects.get_or_create(code=code, defaults=values)[0]


def _office(code: str, name: str, english: str, region: Region) -> None:
    values = {"name": name, "name_en": english, "kind": K.PETITION, "region": region, "valid_from": SINCE}
    Office.objects.get_or_create(code=code, defaults=values)
