"""The words that names are made of, by language. Everything built from them is invented (`names.py`)."""

BRIGHT = (
    "Marigold Lemonade Kite Parade Tangerine Sunroof Postcard Carousel Bicycle Firefly Honey Balcony Meadow Confetti Swallow Peach "
    "Lantern Picnic Garland Seaside Daybreak Clover Bandstand Ribbon Apricot Pinwheel Starling Trampoline Orchard Fountain"
).split()
DARK = (
    "Ash Harbour Winter Undertow Candle Ghost Ledger Cellar Rust Frost Anchor Raven Threshold Salt Hollow Elegy Static Ember Wire Tide "
    "Veil Moth Gravel Attic Silence Furnace Thorn Fog Embers Ruin"
).split()
PLAIN = (
    "River Window Mirror Corner Letter Compass Garden Engine Paper Signal Copper Velvet Station Avenue Mountain Telephone Glass Radio "
    "Suitcase Staircase Ferry Atlas Needle Almanac Kitchen Pocket Satellite Notebook Elevator Island Ladder Curtain Carpet Parcel"
).split()
BRIGHT_ADJECTIVES = "Golden Easy Sudden Barefoot Silver Wild Sunlit Loud Sweet Electric Open Brand-New Dizzy Warm Lucky Neon".split()
DARK_ADJECTIVES = "Quiet Hollow Cold Broken Distant Pale Empty Last Sleepless Heavy Borrowed Fading Lonesome Slow Drowned Unsent".split()
VERBS = "Carry Follow Remember Wake Leave Forgive Teach Find Lose Believe Answer Keep Trade Borrow Outrun Forget".split()
GERUNDS = "Waiting Dancing Falling Driving Sleeping Counting Building Learning Sailing Running Whispering Drifting Painting".split()
PLACES = (
    "Marrow Bay|Tessaly Road|Port Elowen|Low Quarry|Windle Street|Saint Orrin|Halvard Square|Little Umber|Caddis Point|Nine Mile Fen|"
    "Brackwater|Ostrey|Lark Hill Estate|Velmora|Tamsin Lane|Old Pellam|Kettering Moor|Upper Dray|Corvane|Fennimore Pier"
).split("|")
ANIMALS = "Herons Foxes Wolves Otters Magpies Stags Moths Badgers Whales Lynxes Crows Hounds Finches Eels Hares Wrens".split()
TRADES = (
    "Cartographers Lamplighters Bakers Astronomers Postmen Gardeners Clockmakers Tailors Ferrymen Librarians Welders Beekeepers "
    "Archivists Weavers Glaziers Stevedores"
).split()
COLOURS = "Crimson Ochre Cobalt Ivory Amber Indigo Scarlet Umber Teal Saffron Slate Violet Copper Olive Coral Pewter".split()
FIRST = (
    "Ilse Marlow Odette Cassius Wren Bram Thea Lucan Isolde Perrin Maude Anselm Ottilie Corin Saskia Tobin Hester Evander Linnea Rufus "
    "Delphine Amos Petra Jory Calla Silas Noor Emeric Tamsin Ivo Rosalind Kit Zadie Leopold Marit Dorian Philippa Ezra Nell Gideon"
).split()
LAST_HEADS = "Marrow Hollo Thistle Brack Winter Pell Fenni Oster Calder Lark Quill Hazel Ember Stone Wynd Tarn Ash Corve Drum Sel".split()
LAST_TAILS = "by more wick ford leigh den ham mere well worth low field combe dale ridge croft".split()
SYLLABLES = "vel or ka thal mi ru nex sol ae lum ira kor za phe tan ny ost va rel qui dra sy mo ith ul ber cae jun".split()

NORDIC_FIRST = "Øyvind Åse Sigrún Torbjørn Freyja Håkon Solveig Jørund Maiken Ragnhild Sølvi Birk".split()
NORDIC_LAST = "Hjelmås Fjellvåg Brønnmo Sæterlund Kråkenes Ølstad Viksjø Åsengård Mørkdal Skogsrud".split()
NORDIC_WORDS = "Vinterlys Fjæra Måneskinn Stillhet Havdis Bjørkeskog Nordavind Snøfall Lysning Elveleie Tåkebanke Hvileskjær".split()
NORDIC_LINKS = ("i", "og", "under", "bak", "før")

SPANISH_FIRST = "Ximena Joaquín Marisol Nicanor Lucía Baltasar Inés Teófilo Rocío Álvaro Belén Simón".split()
SPANISH_LAST = "Valdemora Quintañeda Arroyuelo Monteluz Peñalarga Sandoñal Olivarte Riomar Castañegra Lunares".split()
SPANISH_WORDS = "la marea|el balcón|mi señal|la niña del faro|tu sombra|el verano|la azotea|un relámpago|la piñata|el colibrí|agosto|la madrugada".split("|")
SPANISH_LINKS = ("sin", "y", "contra", "bajo", "para", "como")

PORTUGUESE_FIRST = "Iracema João-Davi Conceição Otávio Luzia Sebastião Marília Caetana Benício Anaí".split()
PORTUGUESE_LAST = "Maranhal Vasconçal Ribeirada Pedralva Sãoluz Montemar Açucena Curupira Lagoalta Bemvindo".split()
PORTUGUESE_WORDS = "a varanda|o caju|uma canção|o trem das onze e pouco|a maré|o violão|um cafezinho|a garoa|o coração|manhã de sal|a areia|o sabiá".split("|")
PORTUGUESE_LINKS = ("e", "sem", "na beira d", "depois d", "com")

FRENCH_FIRST = "Anaïs Théodore Clémence Étienne Maëlle Gaspard Séverine Aurèle Noémie Ondine".split()
FRENCH_LAST = "Marchebois Delacombe Saint-Orage Vauclaire Rougemer Boisfleuri L'Écluse Passerive Montbrume Hautecôte".split()
FRENCH_WORDS = "la pluie|un dimanche|le tiroir|l'hiver|mes cahiers|la verrière|une lettre|le phare|les hirondelles|la neige|le quai désert|minuit".split("|")
FRENCH_LINKS = ("sans", "et", "avant", "sous", "contre", "après")

JAPANESE_FAMILY = "水瀬 月島 青葉 白鳥 雨宮 星川 夏目坂 潮見 朝霧 風間".split()
JAPANESE_GIVEN = "ひより 蓮太 すみれ 凪 みお 航 あかね 律子 そら 千景".split()
JAPANESE_WORDS = "真夜中 海岸線 雨上がり 最終電車 夏の手紙 ネオン 屋上 交差点 サイダー 夕凪 シグナル 星屑 プール 午前三時 高速道路".split()
JAPANESE_LINKS = ("の", "と", "まで", "を越えて")

CHINESE_FAMILY = "沈 顾 林 苏 叶 江 陆 温 程 夏".split()
CHINESE_GIVEN = "晚舟 听雨 知白 若汐 远山 星野 予安 南乔 青禾 慕云".split()
CHINESE_WORDS = "旧车站 晚风 海边 半张信纸 落日 南方 灯塔 雨季 十七楼 无人街 白噪音 远山 夏夜 末班车 云层".split()
CHINESE_LINKS = ("的", "与", "以前", "之后的")

POLISH_FIRST = "Łucja Bożydar Świętosława Wacław Jagna Ścibor Żaneta Mieszko Róża Zdzisław".split()
POLISH_LAST = "Brzaskowska Wądolny Śnieżek Krzewicz Złotoręki Mgłowicz Dębiński-Las Żurawik Łąkowska Kruczyński".split()
POLISH_WORDS = "Zmierzch Popiół Źródło Cisza Żelazo Mgła Śnieg Głód Wędrówka Ciężar Światło Brzeg".split()
POLISH_LINKS = ("i", "bez", "nad", "pod")
