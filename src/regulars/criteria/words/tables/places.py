"""Countries with codes, peoples and nicknames; states of the US, Canada, Australia; world regions; nicknames of cities."""

from __future__ import annotations

# name (as data usually has it) | other names and codes | people and adjectives
COUNTRIES = """
United States|usa,us,america,united states of america,the states,states,u s,stateside|american,americans,yankee,yankees
Canada|can,ca|canadian,canadians,canuck,canucks
United Kingdom|uk,gb,gbr,great britain,britain,blighty|british,brit,brits,britons,briton,ukers
Australia|au,aus,oz,down under|australian,australians,aussie,aussies
New Zealand|nz,nzl,aotearoa|new zealander,new zealanders,kiwi,kiwis
Ireland|ie,irl,republic of ireland,eire|irish,irishman
Germany|de,deu,ger,deutschland|german,germans
France|fr,fra|french,frenchmen
Spain|es,esp,espana|spanish,spaniard,spaniards
Italy|it,ita,italia|italian,italians
Portugal|pt,prt|portuguese
Netherlands|nl,nld,holland,the netherlands|dutch,dutchmen,hollanders
Belgium|be,bel|belgian,belgians
Luxembourg|lu,lux|luxembourgish,luxembourgers
Switzerland|ch,che|swiss
Austria|at,aut|austrian,austrians
Denmark|dk,dnk|danish,danes,dane
Sweden|se,swe|swedish,swedes,swede
Norway|no,nor|norwegian,norwegians
Finland|fi,fin|finnish,finns,finn
Iceland|is,isl|icelandic,icelanders
Poland|pl,pol|polish,poles,pole
Czechia|cz,cze,czech republic,the czech republic|czech,czechs
Slovakia|sk,svk|slovak,slovaks
Hungary|hu,hun|hungarian,hungarians
Romania|ro,rou|romanian,romanians
Bulgaria|bg,bgr|bulgarian,bulgarians
Greece|gr,grc|greek,greeks
Croatia|hr,hrv|croatian,croats
Slovenia|si,svn|slovenian,slovenes
Serbia|rs,srb|serbian,serbs
Estonia|ee,est|estonian,estonians
Latvia|lv,lva|latvian,latvians
Lithuania|lt,ltu|lithuanian,lithuanians
Cyprus|cy,cyp|cypriot,cypriots
Malta|mt,mlt|maltese
Ukraine|ua,ukr|ukrainian,ukrainians
Russia|ru,rus,russian federation|russian,russians
Turkey|tr,tur,turkiye|turkish,turks
Israel|il,isr|israeli,israelis
Saudi Arabia|sa,sau,ksa|saudi,saudis
United Arab Emirates|ae,are,uae,emirates|emirati,emiratis
Qatar|qa,qat|qatari,qataris
Egypt|eg,egy|egyptian,egyptians
Morocco|ma,mar|moroccan,moroccans
South Africa|za,zaf,rsa|south african,south africans
Nigeria|ng,nga|nigerian,nigerians
Kenya|ke,ken|kenyan,kenyans
India|in,ind|indian,indians
Pakistan|pk,pak|pakistani,pakistanis
Bangladesh|bd,bgd|bangladeshi,bangladeshis
China|cn,chn|chinese
Hong Kong|hk,hkg|hong konger,hong kongers
Taiwan|tw,twn|taiwanese
Japan|jp,jpn|japanese
South Korea|kr,kor,korea,republic of korea|south korean,south koreans,korean,koreans
Singapore|sg,sgp|singaporean,singaporeans
Malaysia|my,mys|malaysian,malaysians
Thailand|th,tha|thai,thais
Vietnam|vn,vnm,viet nam|vietnamese
Indonesia|id,idn|indonesian,indonesians
Philippines|ph,phl,the philippines|filipino,filipinos,filipina
Mexico|mx,mex|mexican,mexicans
Brazil|br,bra|brazilian,brazilians
Argentina|ar,arg|argentinian,argentine,argentines
Chile|cl,chl|chilean,chileans
Colombia|co,col|colombian,colombians
Peru|pe,per|peruvian,peruvians
Channel Islands||channel islander
European Community||
"""
# other spellings under which data has a country
SAME_COUNTRY = {
    "United States": ("USA", "US", "United States of America", "U.S.A.", "America"),
    "United Kingdom": ("UK", "GB", "Great Britain"),
    "Canada": ("CA",),  # not among what people say: to them it is California
    "Ireland": ("EIRE", "Republic of Ireland"),
    "South Africa": ("RSA",),
    "Czechia": ("Czech Republic",),
    "Netherlands": ("The Netherlands", "Holland"),
    "South Korea": ("Korea",),
    "United Arab Emirates": ("UAE",),
}
# nations that are regions of a country in some data: name | people
REGIONS = """
England|english,englishmen
Scotland|scottish,scots,scot
Wales|welsh
Northern Ireland|northern irish
California|ca,cali,golden state,the golden state|californian,californians
New York|ny,new york state,empire state,upstate new york,state of new york|new yorker,new yorkers
Texas|tx,lone star state,the lone star state|texan,texans
Florida|fl,sunshine state,the sunshine state|floridian,floridians
Illinois|il|illinoisan,illinoisans
Washington|wa,washington state,state of washington|washingtonian,washingtonians
Oregon|or|oregonian,oregonians
Maine|me|mainer,mainers
Massachusetts|ma,mass|bay stater,bay staters
Georgia|ga,peach state,state of georgia|georgian,georgians
Colorado|co|coloradan,coloradans
Alabama|al|alabamian,alabamians
Alaska|ak|alaskan,alaskans
Arizona|az|arizonan,arizonans
Arkansas|ar|arkansan,arkansans
Connecticut|ct|
Delaware|de|delawarean,delawareans
Hawaii|hi|hawaiian,hawaiians
Idaho|id|idahoan,idahoans
Indiana|in|hoosier,hoosiers
Iowa|ia|iowan,iowans
Kansas|ks|kansan,kansans
Kentucky|ky|kentuckian,kentuckians
Louisiana|la|louisianan,louisianans
Maryland|md|marylander,marylanders
Michigan|mi|michigander,michiganders
Minnesota|mn|minnesotan,minnesotans
Mississippi|ms|mississippian,mississippians
Missouri|mo|missourian,missourians
Montana|mt|montanan,montanans
Nebraska|ne|nebraskan,nebraskans
Nevada|nv|nevadan,nevadans
New Hampshire|nh|
New Jersey|nj,jersey|new jerseyan,new jerseyans
New Mexico|nm|new mexican,new mexicans
North Carolina|nc|north carolinian,north carolinians
North Dakota|nd|north dakotan,north dakotans
Ohio|oh|ohioan,ohioans
Oklahoma|ok|oklahoman,oklahomans
Pennsylvania|pa|pennsylvanian,pennsylvanians
Rhode Island|ri|rhode islander,rhode islanders
South Carolina|sc|south carolinian,south carolinians
South Dakota|sd|south dakotan,south dakotans
Tennessee|tn|tennessean,tennesseans
Utah|ut|utahn,utahns
Vermont|vt|vermonter,vermonters
Virginia|va|virginian,virginians
West Virginia|wv|west virginian,west virginians
Wisconsin|wi|wisconsinite,wisconsinites
Wyoming|wy|wyomingite,wyomingites
District of Columbia|dc,washington dc|
Ontario|on,ont|ontarian,ontarians
British Columbia|bc|british columbian,british columbians
Quebec|qc,que|quebecer,quebecers,quebecois,quebecker,quebeckers
Alberta|ab|albertan,albertans
Manitoba|mb|manitoban,manitobans
Saskatchewan|sk|
Nova Scotia|ns|nova scotian,nova scotians
New Brunswick|nb|
New South Wales|nsw|
Victoria|vic,victoria state,state of victoria|victorian,victorians
Queensland|qld|queenslander,queenslanders
South Australia|sa|
Western Australia|wa|
Tasmania|tas|tasmanian,tasmanians
Bavaria|bayern|bavarian,bavarians
Catalonia|catalunya|catalan,catalans
Community of Madrid|madrid region,madrid community|
Île-de-France|ile de france,paris region,the paris region,greater paris|
Auvergne-Rhône-Alpes|auvergne rhone alpes|
Provence-Alpes-Côte d'Azur|provence alpes cote d'azur,paca,provence,cote d'azur,french riviera,the french riviera|
North Holland|noord holland|
South Holland|zuid holland|
"""
US_STATES = [
    "California",
    "New York",
    "Texas",
    "Florida",
    "Illinois",
    "Washington",
    "Oregon",
    "Maine",
    "Massachusetts",
    "Georgia",
    "Colorado",
    "Alabama",
    "Alaska",
    "Arizona",
    "Arkansas",
    "Connecticut",
    "Delaware",
    "Hawaii",
    "Idaho",
    "Indiana",
    "Iowa",
    "Kansas",
    "Kentucky",
    "Louisiana",
    "Maryland",
    "Michigan",
    "Minnesota",
    "Mississippi",
    "Missouri",
    "Montana",
    "Nebraska",
    "Nevada",
    "New Hampshire",
    "New Jersey",
    "New Mexico",
    "North Carolina",
    "North Dakota",
    "Ohio",
    "Oklahoma",
    "Pennsylvania",
    "Rhode Island",
    "South Carolina",
    "South Dakota",
    "Tennessee",
    "Utah",
    "Vermont",
    "Virginia",
    "West Virginia",
    "Wisconsin",
    "Wyoming",
    "District of Columbia",
]
# name of city in data | nicknames | people
CITIES = """
New York City|nyc,big apple,the big apple,manhattan,new york new york,new york ny,city of new york,ny city|
Los Angeles|la,city of angels|angeleno,angelenos,los angelinos
San Francisco|sf,san fran,frisco|san franciscan,san franciscans
Chicago|windy city,the windy city,chi town|chicagoan,chicagoans
Boston|beantown|bostonian,bostonians
Seattle|emerald city|seattleite,seattleites
Houston||houstonian,houstonians
Dallas||dallasite,dallasites
Austin||austinite,austinites
Miami||miamian,miamians
Atlanta|atl|atlantan,atlantans
Denver|mile high city|denverite,denverites
Portland||portlander,portlanders
Toronto||torontonian,torontonians
Montreal||montrealer,montrealers
Vancouver||vancouverite,vancouverites
Calgary||calgarian,calgarians
London||londoner,londoners
Manchester||mancunian,mancunians
Birmingham||brummie,brummies
Glasgow||glaswegian,glaswegians
Edinburgh||
Dublin||dubliner,dubliners
Paris|city of light|parisian,parisians
Lyon||lyonnais
Berlin||berliner,berliners
Munich|munchen,münchen|municher,munichers
Hamburg||hamburger,hamburgers
Madrid||madrilenian,madrilenians
Barcelona|barca|barcelonan,barcelonans
Amsterdam||amsterdammer,amsterdammers
Rotterdam||rotterdammer,rotterdammers
Sydney||sydneysider,sydneysiders
Melbourne||melburnian,melburnians
Brisbane||brisbanite,brisbanites
Tokyo||tokyoite,tokyoites
Osaka||osakan,osakans
Philadelphia|philly|
Las Vegas|vegas|
New Orleans|nola|
"""
_EU = (
    "Austria,Belgium,Bulgaria,Croatia,Cyprus,Czechia,Denmark,Estonia,Finland,France,Germany,Greece,Hungary,Ireland,Italy,Latvia,"
    "Lithuania,Luxembourg,Malta,Netherlands,Poland,Portugal,Romania,Slovakia,Slovenia,Spain,Sweden"
)
_EUROPE = _EU + ",United Kingdom,Switzerland,Norway,Iceland,Ukraine,Serbia,Channel Islands,European Community"
_NORTH = "United States,Canada,Mexico"
_ASIA = (
    "India,Pakistan,Bangladesh,China,Hong Kong,Taiwan,Japan,South Korea,Singapore,Malaysia,Thailand,Vietnam,Indonesia,Philippines,"
    "Israel,Saudi Arabia,United Arab Emirates,Qatar"
)
_MIDDLE = "Israel,Saudi Arabia,United Arab Emirates,Qatar,Turkey,Egypt"
_AFRICA = "Egypt,Morocco,South Africa,Nigeria,Kenya"
# several countries under one name
WORLD = {
    "eu": _EU,
    "european union": _EU,
    "the eu": _EU,
    "europe": _EUROPE,
    "european": _EUROPE,
    "europeans": _EUROPE,
    "continental europe": _EU.replace("Ireland,", "") + ",Switzerland,Norway",
    "mainland europe": _EU.replace("Ireland,", "") + ",Switzerland,Norway",
    "north america": _NORTH,
    "north american": _NORTH,
    "north americans": _NORTH,
    "asia": _ASIA,
    "asian countries": _ASIA,
    "asia pacific": _ASIA + ",Australia,New Zealand",
    "apac": _ASIA + ",Australia,New Zealand",
    "oceania": "Australia,New Zealand",
    "australasia": "Australia,New Zealand",
    "anz": "Australia,New Zealand",
    "scandinavia": "Denmark,Sweden,Norway",
    "scandinavian": "Denmark,Sweden,Norway",
    "nordics": "Denmark,Sweden,Norway,Finland,Iceland",
    "the nordics": "Denmark,Sweden,Norway,Finland,Iceland",
    "nordic countries": "Denmark,Sweden,Norway,Finland,Iceland",
    "dach": "Germany,Austria,Switzerland",
    "benelux": "Belgium,Netherlands,Luxembourg",
    "the benelux": "Belgium,Netherlands,Luxembourg",
    "iberia": "Spain,Portugal",
    "british isles": "United Kingdom,Ireland",
    "the british isles": "United Kingdom,Ireland",
    "middle east": _MIDDLE,
    "the middle east": _MIDDLE,
    "africa": _AFRICA,
    "african countries": _AFRICA,
    "emea": _EUROPE + "," + _MIDDLE + "," + _AFRICA,
    "latin america": "Mexico,Brazil,Argentina,Chile,Colombia,Peru",
    "latam": "Mexico,Brazil,Argentina,Chile,Colombia,Peru",
    "south america": "Brazil,Argentina,Chile,Colombia,Peru",
    "baltics": "Estonia,Latvia,Lithuania",
    "the baltics": "Estonia,Latvia,Lithuania",
}
# several regions of one country under one name
REGION_GROUPS = {
    "west coast": "California,Oregon,Washington",
    "the west coast": "California,Oregon,Washington",
    "pacific northwest": "Oregon,Washington",
    "the pacific northwest": "Oregon,Washington",
    "east coast": "Maine,New Hampshire,Massachusetts,Rhode Island,Connecticut,New York,New Jersey,Delaware,"
    "Maryland,Virginia,North Carolina,"
    "South Carolina,Georgia,Florida,Pennsylvania,District of Columbia",
    "new england": "Maine,New Hampshire,Vermont,Massachusetts,Rhode Island,Connecticut",
    "midwest": "Illinois,Indiana,Michigan,Ohio,Wisconsin,Iowa,Kansas,Minnesota,Missouri,Nebraska,North Dakota,South Dakota",
    "tri state area": "New York,New Jersey,Connecticut",
}
# two-letter forms that are everyday words unless they are written in capitals
CAPITALS_ONLY = frozenset(
    {
        "us",
        "in",
        "or",
        "me",
        "on",
        "at",
        "be",
        "is",
        "it",
        "no",
        "to",
        "so",
        "my",
        "am",
        "as",
        "an",
        "hi",
        "ok",
        "oh",
        "id",
        "de",
        "es",
        "la",
        "can",
        "mass",
        "per",
        "mar",
        "est",
        "fin",
        "col",
        "are",
        "pa",
        "ma",
        "al",
        "co",
        "se",
        "may",
        "sc",
        "ms",
        "mo",
        "mt",
        "ca",
        "nor",
        "pol",
        "aus",
        "ind",
        "che",
        "ken",
        "vic",
        "ab",
        "ar",
        "fr",
        "ne",
        "ri",
        "que",
        "sk",
        "si",
        "il",
        "ct",
        "va",
        "hr",
        "ch",
    }
)
