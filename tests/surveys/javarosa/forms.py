"""The questionnaires that JavaRosa and we fill in: XLSForm rows as tuples, (type, name) and whatever columns they need."""

Row = dict[str, str]


def ask(kind: str, name: str = "", label: str = "", **columns: str) -> Row:
    needs_label = not kind.startswith(
        ("end", "calculate", "start", "today", "deviceid", "username", "hidden")
    )
    return {
        "type": kind,
        **({"name": name} if name else {}),
        **({"label": label or name} if needs_label and "label::Français (fr)" not in columns else {}),
        **{column.replace("media_", "media::"): text for column, text in columns.items()},
    }


def calc(name: str, calculation: str, **columns: str) -> Row:
    return ask("calculate", name, calculation=calculation, **columns)


def group(name: str, *rows: Row, **columns: str) -> list[Row]:
    return [ask("begin group", name, **columns), *rows, ask("end group")]


def repeat(name: str, *rows: Row, **columns: str) -> list[Row]:
    return [ask("begin repeat", name, **columns), *rows, ask("end repeat")]


CHOICES = [
    {"list_name": "mode", "name": "car", "label": "Voiture", "k": ""},
    {"list_name": "mode", "name": "bus", "label": "Bus", "k": "17"},
    {"list_name": "mode", "name": "velo", "label": "Vélo", "k": "30"},
    {"list_name": "yn", "name": "yes", "label": "Oui"},
    {"list_name": "yn", "name": "no", "label": "Non"},
    *(
        {"list_name": "sector", "name": name, "label": label}
        for name, label in (("nord", "Nord"), ("sud", "Sud & Est"))
    ),
    *(
        {"list_name": "town", "name": name, "label": label, "sector": sector}
        for name, label, sector in (
            ("pam", "Pont-à-Mousson", "nord"),
            ("nomeny", "Nomeny", "nord"),
            ("toul", "Toul", "sud"),
            ("nancy", "Nancy", "sud"),
        )
    ),
]

FORMS: dict[str, list[Row]] = {
    "repeat": [
        ask("integer", "n"),
        *repeat(
            "trip",
            ask("decimal", "km"),
            ask("select_one mode", "mode"),
            ask("text", "why", relevant="${km} > 10"),
            calc("pos", "position(..)"),
            calc("cum", "${km} + sum(${km})"),
            calc("abs", "sum(/data/trip/km)"),
            calc("own", "sum(/data/trip/km) + 0"),
            calc("cnt", "count(${trip})"),
            calc("mine", "count(${trip}) + 0"),
            calc("around", "count(../../trip)"),
            calc("prev", "indexed-repeat(${km}, ${trip}, position(..) - 1)"),
            calc("lab", "jr:choice-name(${mode}, '${mode}')"),
            calc("share", "round(${km} div sum(../../trip/km), 2)"),
        ),
        calc("total", "sum(${km})"),
        calc("many", "count(${trip})"),
        calc("whys", "count-non-empty(${why})"),
        calc("all", "join(' ', ${mode})"),
        calc("second", "indexed-repeat(${km}, ${trip}, 2)"),
        calc("nth", "indexed-repeat(${km}, ${trip}, ${n})"),
        calc("big", "max(${km})"),
        calc("long", "count(${trip}[km > 10])"),
        calc("last", "/data/trip[position() = count(/data/trip)]/km"),
        ask("note", "z", "Au total ${total} km en ${many} trajets", relevant="${total} > 20"),
    ],
    "counted": [
        ask("integer", "n", constraint=". <= 4", constraint_message="4 au plus"),
        *repeat(
            "p",
            ask("text", "nom", required="yes"),
            *repeat(
                "k",
                ask("integer", "a"),
                calc("b", "${a} * 2 + position(../..)"),
                calc("c", "concat(${nom}, '-', position(..))"),
            ),
            calc("s", "sum(${a})"),
            repeat_count="${n}",
        ),
        calc("t", "sum(${a})"),
        calc("noms", "join(',', ${nom})"),
    ],
    "groups": [
        ask("integer", "age", required="yes", constraint=". >= 11 and . <= 110"),
        *group(
            "g",
            ask("select_multiple mode", "m"),
            *group(
                "h",
                ask("integer", "cars", default="1", required="${age} > 20"),
                relevant="selected(${m}, 'car')",
            ),
            calc("c", "coalesce(${cars}, 0) * 10"),
            relevant="${age} >= 18",
        ),
        calc("seen", "if(${cars} > 1, 'plusieurs', concat('n=', ${cars}))"),
        ask("text", "tel", constraint="regex(., '0[0-9]{9}')", constraint_message="dix chiffres"),
        ask("date", "d", constraint=". <= today()"),
        ask("range", "r", parameters="start=0 end=10 step=1"),
        calc("o", "once(concat(${age}, '!'))"),
        ask("select_one mode", "w", choice_filter="k = ${age} or k = ''"),
        calc("wl", "jr:choice-name(${w}, '${w}')"),
        ask("text", "free"),
        calc("len", "string-length(${free}) + count-selected(${m})"),
    ],
    "household": [
        ask("select_one sector", "sector"),
        *repeat(
            "person",
            ask("text", "who"),
            ask("integer", "age"),
            *group(
                "adult",
                ask("select_one yn", "licence"),
                ask("select_one yn", "car", relevant="${licence} = 'yes'"),
                relevant="${age} >= 18",
            ),
            *repeat(
                "trip",
                ask("decimal", "km"),
                ask("select_one mode", "mode"),
                calc("label", "concat(${who}, ' ', position(../..), '/', position(..))"),
                calc("alone", "${age} >= 18 and ${car} = 'yes'"),
                calc("first", "indexed-repeat(${km}, ${person}, 1, ${trip}, 1)"),
                calc(
                    "before", "indexed-repeat(${km}, ${person}, position(../..), ${trip}, position(..) - 1)"
                ),
                calc("far", "if(${km} > 10, 'loin', 'près')"),
            ),
            calc("trips", "count(${trip})"),
            calc("dist", "sum(${km})"),
            calc("rank", "position(..)"),
            calc("by_car", "count(${trip}[mode = 'car'])"),
        ),
        calc("people", "count(${person})"),
        calc("adults", "count(${person}[age >= 18])"),
        calc("kms", "sum(${km})"),
        calc("trips_all", "count(${trip})"),
        calc("names", "join(', ', ${who})"),
        calc("licences", "count-non-empty(${licence})"),
        ask("note", "sum_up", "${people} personnes : ${names}", relevant="${people} > 1"),
    ],
    "actions": [
        ask("text", "name"),
        ask("text", "greeting", default="concat('Bonjour', ' ', 'à tous')"),
        ask("text", "plain", default="déjà là"),
        ask("integer", "seven", default="3 + 4"),
        ask("text", "copy", default="${plain}"),
        ask("integer", "age"),
        calc("age_at_change", "${age} * 2", trigger="${name}"),
        ask("text", "nick", trigger="${name}", calculation="concat(${name}, '-', ${age})"),
        *repeat(
            "stop",
            ask("text", "place", default="${name}"),
            ask("integer", "rank", default="position(..)"),
            ask("text", "note"),
            calc("stamp", "concat(${note}, '@', ${rank})", trigger="${note}"),
            ask("text", "fixed", default="là"),
        ),
        calc("frozen", "once(${age})"),
        calc("places", "join('|', ${place})"),
    ],
    "choices": [
        ask("select_one sector", "sector"),
        ask("select_one town", "home", choice_filter="sector = ${sector}"),
        ask("select_multiple town", "seen", choice_filter="name != ${home}"),
        calc("count_seen", "count-selected(${seen})"),
        ask("select_one mode", "one", choice_filter="name != ${two}"),
        ask("select_one mode", "two", choice_filter="name != ${one}"),
        calc("pair", "concat(${one}, '+', ${two})"),
        *repeat(
            "go",
            ask("select_one sector", "side"),
            ask("select_one town", "to", choice_filter="sector = ${side}"),
            calc("named", "jr:choice-name(${to}, '${to}')"),
        ),
        calc("home_name", "jr:choice-name(${home}, '${home}')"),
        ask("note", "said", "Chez vous : ${home_name} (${count_seen})", relevant="${home} != ''"),
    ],
    "kinds": [
        ask("rank mode", "order"),
        calc("top", "selected-at(${order}, 0)"),
        ask("range", "score", parameters="start=0 end=1 step=0.25"),
        ask("acknowledge", "ok"),
        calc("agreed", "${ok} = 'OK'"),
        ask("geopoint", "where"),
        calc("away", "if(${where} = '', '', round(distance(concat(${where}, '; 48.69 6.18 0 0')), 0))"),
        ask("geotrace", "walk"),
        calc("walked", "round(distance(${walk}), 1)"),
        ask("geoshape", "zone"),
        calc("size", "round(area(${zone}), 0)"),
        ask("date", "day"),
        calc("year", "format-date(${day}, '%Y')"),
        calc("next", "date(decimal-date-time(${day}) + 7)"),
        ask("time", "at"),
        ask("dateTime", "moment"),
        calc("hour", "format-date-time(${moment}, '%H:%M')"),
        ask("select_one mode or_other", "by"),
        ask("select_multiple yn", "several", constraint="not(selected(., 'yes') and selected(., 'no'))"),
        ask("decimal", "price", constraint=". >= 0 and . < 100"),
        ask("text", "long", appearance="multiline"),
        ask("image", "photo"),
        ask("note", "thanks", "Merci"),
    ],
    "meta": [
        ask("start", "start"),
        ask("end", "end"),
        ask("today", "today"),
        ask("deviceid", "device"),
        ask("username", "user"),
        ask("text", "place"),
        ask("integer", "n"),
        calc("same_day", "${today} = today()"),
        calc("began", "${start} <= now()"),
    ],
    "hidden": [
        ask("select_one yn", "works"),
        *repeat(
            "job",
            ask("text", "what"),
            ask("integer", "hours", relevant="${what} != ''"),
            *group(
                "way",
                ask("decimal", "km"),
                calc("twice", "${km} * 2"),
                ask("text", "tired", relevant="${twice} > 40"),
                relevant="${hours} > 10",
            ),
            calc("kept", "concat(${what}, ':', ${twice})"),
            relevant="${works} = 'yes'",
        ),
        calc("jobs", "count(${job})"),
        calc("hours_all", "sum(${hours})"),
        calc("twice_all", "sum(${twice})"),
        ask("text", "why_not", relevant="${works} = 'no'", required="yes"),
        *group("inner", ask("note", "busy", "Bien occupé"), relevant="${hours_all} > 35"),
        calc("after", "if(${tired} != '', 'fatigué', 'en forme')"),
    ],
    "edited": [
        ask("integer", "a"),
        ask("integer", "b"),
        ask("integer", "guess", calculation="${a} + ${b}"),
        calc("from_guess", "${guess} * 10"),
        ask("text", "shown", calculation="concat('a=', ${a})", relevant="${b} > 1"),
        *repeat(
            "line", ask("integer", "x"), ask("integer", "y", calculation="${x} + 1"), calc("z", "${y} * 2")
        ),
        calc("sum_y", "sum(${y})"),
        calc("is_big", "${guess} > 40", default="0"),
        ask("text", "end", readonly="yes", calculation="if(${is_big} = 1, 'oui', 'non')"),
    ],
    "shuffled": [
        ask("integer", "n"),
        ask("select_one town", "a", parameters="randomize=true, seed=42"),
        ask("select_one town", "b", parameters="randomize=true, seed=${n}", choice_filter="name != ${a}"),
        ask("rank town", "c", parameters="randomize=true, seed=7"),
        calc("first", "jr:choice-name(${a}, '${a}')"),
    ],
    "market": [
        ask("select_one sector", "sector", "Dans quel secteur habitez-vous ?", required="yes"),
        ask("select_one town", "town", "Et dans quelle commune ?", choice_filter="sector = ${sector}"),
        ask("integer", "age", "Quel âge avez-vous ?", constraint=". >= 11 and . <= 110", required="yes"),
        calc("slice", "if(${age} < 18, 'jeune', if(${age} < 65, 'actif', 'aîné'))"),
        ask("select_multiple mode", "modes", "Comment vous déplacez-vous ?", required="yes"),
        ask("select_one mode", "main", "Le plus souvent ?", choice_filter="selected(${modes}, name)"),
        *group(
            "car_costs",
            ask("integer", "fuel", "Carburant par mois, en euros"),
            ask("integer", "repairs", "Réparations par an, en euros"),
            calc("yearly", "coalesce(${fuel}, 0) * 12 + coalesce(${repairs}, 0)"),
            ask("note", "cost", "Soit ${yearly} € par an", relevant="${yearly} > 0"),
            relevant="selected(${modes}, 'car')",
        ),
        ask("select_one yn", "gave_up", "Avez-vous renoncé à un déplacement ?"),
        ask("text", "why", "Lequel, et pourquoi ?", relevant="${gave_up} = 'yes'"),
        ask("select_one yn", "again", "Peut-on vous recontacter ?", relevant="${gave_up} != ''"),
        ask(
            "text",
            "phone",
            "Numéro",
            relevant="${again} = 'yes'",
            constraint="regex(., '0[1-9]([0-9]{2}){4}')",
        ),
        calc("weight", "round(count-selected(${modes}) div 3 * 100, 1)"),
    ],
}

# What is answered in each of the two walks, where it matters: a count that goes down is told in KNOWN.
ANSWERS = {"counted": {"/data/n": [["1", "2"], ["3"]]}}

SETTINGS = {"meta": {"instance_name": "concat(${place}, ' ', ${n})"}}

LANGUAGES = {
    "survey": [
        {
            "type": kind,
            "name": name,
            "label::Français (fr)": french or name,
            "label::English (en)": english or name,
            "hint::Français (fr)": f"Aide {name}",
            "hint::English (en)": f"Help {name}",
            **columns,
        }
        for kind, name, french, english, columns in (
            ("text", "name", "Votre nom", "Your name", {}),
            (
                "integer",
                "age",
                "Bonjour ${name}, quel âge ?",
                "Hello ${name}, how old?",
                {"constraint": ". > 10"},
            ),
            ("select_one mode", "mode", "À ${age} ans, comment ?", "At ${age}, how?", {}),
            ("calculate", "label", "", "", {"calculation": "jr:choice-name(${mode}, '${mode}')"}),
            ("select_multiple mode", "others", "Et aussi ?", "And?", {"choice_filter": "name != ${mode}"}),
            ("note", "end", "Vous dites « ${label} »", "You say “${label}”", {"relevant": "${mode} != ''"}),
        )
    ],
    "choices": [
        {"list_name": "mode", "name": name, "label::Français (fr)": french, "label::English (en)": english}
        for name, french, english in (
            ("car", "Voiture", "Car"),
            ("bus", "Bus", "Bus"),
            ("velo", "Vélo", "Bike"),
        )
    ],
}

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title><model>'
)

# What pyxform does not write, but others do.
XFORMS = {
    "template_alone": f"""{HEAD}<instance><data id="template"><n/><t jr:template=""><k/><c/><u jr:template=""><v/>
        <w/></u></t><s/><m/></data></instance><bind nodeset="/data/n" type="int"/><bind nodeset="/data/t/k" type="int"/>
        <bind nodeset="/data/t/c" calculate="concat(position(..), '/', count(../../t))"/>
        <bind nodeset="/data/t/u/v" type="int"/><bind nodeset="/data/t/u/w" calculate="../v + ../../k"/>
        <bind nodeset="/data/s" calculate="sum(/data/t/k)"/><bind nodeset="/data/m" calculate="sum(/data/t/u/v)"/>
        </model></h:head><h:body><input ref="/data/n"><label>n</label></input><group ref="/data/t"><label>t</label>
        <repeat nodeset="/data/t"><input ref="/data/t/k"><label>k</label></input><group ref="/data/t/u">
        <label>u</label><repeat nodeset="/data/t/u"><input ref="/data/t/u/v"><label>v</label></input></repeat></group>
        </repeat></group></h:body></h:html>""",
    "first_ones": f"""{HEAD}<instance><data id="first"><t><k>5</k><c/></t><t><k>6</k><c/></t><s/></data></instance>
        <bind nodeset="/data/t/k" type="int"/><bind nodeset="/data/t/c" calculate="../k * 2"/>
        <bind nodeset="/data/s" calculate="sum(/data/t/c)"/></model></h:head><h:body><group ref="/data/t">
        <label>t</label><repeat nodeset="/data/t"><input ref="/data/t/k"><label>k</label></input></repeat></group>
        </h:body></h:html>""",
    "shared": f"""{HEAD}<instance><data id="shared"><t jr:template=""><k/><a/><b/><r/><g><d/></g></t><t><k/><a/><b/>
        <r/><g><d/></g></t><u><e/></u><x/><y/></data></instance><bind nodeset="/data/t/k" type="int"/>
        <bind nodeset="/data/t/a" calculate="sum(/data/t/k) * 2"/><bind nodeset="/data/x" calculate="sum(/data/t/k) * 2"/>
        <bind nodeset="/data/t/b" calculate="sum(/data/t/k) * 3"/><bind nodeset="/data/t/g/d" calculate="sum(/data/t/k) * 3"/>
        <bind nodeset="/data/t/r" relevant="count(/data/t) &gt; 1"/><bind nodeset="/data/y" relevant="count(/data/t) &gt; 1"/>
        <bind nodeset="/data/u/e" calculate="count(/data/t[k &gt; 2])"/></model></h:head><h:body>
        <group ref="/data/t"><label>t</label><repeat nodeset="/data/t"><input ref="/data/t/k"><label>k</label></input>
        <input ref="/data/t/r"><label>r</label></input></repeat></group><input ref="/data/y"><label>y</label></input>
        </h:body></h:html>""",
}
