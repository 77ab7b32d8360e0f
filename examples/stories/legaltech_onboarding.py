"""A made-up onboarding: Quillmark, a product that does not exist, brings law firms in.

The log runs for a year, to the end of the cycle. In March the trial with six firms may begin. In
April a drill finds documents visible across an information barrier: a must-criterion fails, and the
answer is no until the repair is shown to hold in May. In June the product is launched; what follows
are the retrospective, the support pass, reviews, issues that customers met, and the wrap-up.
"""

from stories.log import count, days, interval, mean, share, word
from stories.story import Story
from stories.telemetry import Telemetry

FIRST, THEMES, PATHS, GUIDE = ("first-matter-session", "support-themes", "who-decides-drill",
                               "guide-reading")
MEASURE = ("Obstacles found when a new firm reviews its first contract, and how many are gone a "
           "week later")
NORA, RAVI, CAMILLE, EDITH, JONAS = ("nora-achterberg", "ravi-menon", "camille-dubois",
                                     "edith-brandt", "jonas-kivela")
AMARA, LUCAS, HELEN, VIKTOR, BEATRIZ = ("amara-nwosu", "lucas-moreau", "helen-ashcroft",
                                        "viktor-sandberg", "beatriz-lima")
PAVEL, FIONA = "pavel-novak", "fiona-macleod"
ONBOARDING, DOCUMENTS, ACCESS, PLATFORM, SUPPORT, MOVING = (
    "team-onboarding", "team-documents", "team-access", "team-platform", "team-support",
    "team-moving")

COMPONENTS = {
    ONBOARDING: """
        setup-assistant Setup assistant
        checklist Onboarding checklist
        sample-matters Sample matters
        guide-pages Guide pages
        tour Guided tour
        progress-mails Progress mails
        firm-profile Firm profile
        seat-planner Seat planner
        training-rooms Training rooms""",
    DOCUMENTS: """
        upload-service Upload service
        scan-reader Reader for scanned pages
        page-splitter Page splitter
        clause-finder Clause finder
        clause-library Clause library
        playbook-rules Rules of the firm's playbook
        redline-writer Redline writer
        word-add-in Add-in for the word processor
        export-service Export service
        language-check Language check
        model-registry Model registry""",
    ACCESS: """
        sign-in Sign-in
        directory-sync Directory sync
        role-store Role store
        matter-walls Information barriers
        share-links Share links
        audit-trail Audit trail
        key-store Key store
        session-guard Session guard
        guest-seats Guest seats""",
    PLATFORM: """
        document-store Document store
        search-index Search index
        job-queue Job queue
        event-log Event log
        usage-meter Usage meter
        error-watch Error watch
        region-router Region router
        backup Backup
        deletion-service Deletion service
        status-board Status board
        notification-service Notification service""",
    MOVING: """
        import-service Import service
        field-mapper Field mapper
        archive-link Link to the document archive
        billing-link Link to billing
        duplicate-check Duplicate check
        matter-numbers Matter numbers""",
    SUPPORT: """
        help-desk Help desk
        answer-library Answer library
        call-booking Call booking
        screen-share Screen sharing
        feedback-form Feedback form""",
}
STEPS = """
    step-sign-contract Sign the order form
    step-first-sign-in Sign in for the first time
    step-invite Invite colleagues
    step-set-walls Set information barriers
    step-import Bring matters over
    step-first-upload Upload the first contract
    step-first-findings Read the first findings
    step-correct Correct a finding
    step-first-redline Send the first redline
    step-own-playbook Enter the firm's own playbook
    step-ask Ask for help
    step-close-matter Close a matter"""
TOUCHPOINTS = """
    welcome-page Welcome page
    matter-page Matter page
    findings-page Findings page
    redline-view Redline view
    add-in-panel Panel in the word processor
    admin-page Administrator's page
    import-report Import report
    weekly-mail Weekly mail to partners
    help-page Help page
    support-call Support call
    invoice Invoice"""
TOUCHPOINT_ROWS = [  # node, lawyers an hour that feel it, how hard, stage of the journey
    ("welcome-page", 90.0, 0.4, "arrive"), ("matter-page", 420.0, 0.8, "work"),
    ("findings-page", 380.0, 0.8, "work"), ("redline-view", 210.0, 0.7, "work"),
    ("add-in-panel", 160.0, 0.6, "work"), ("admin-page", 30.0, 0.7, "arrive"),
    ("import-report", 12.0, 0.6, "arrive"), ("weekly-mail", 60.0, 0.3, "learn"),
    ("help-page", 45.0, 0.3, "ask"), ("support-call", 14.0, 0.6, "ask"),
    ("invoice", 3.0, 0.5, "pay"),
]
EDGES = """
    welcome-page < step-first-sign-in:0.9 tour:0.3 progress-mails:0.1
    step-first-sign-in < sign-in:0.8 directory-sync:0.4 region-router:0.3
    sign-in < key-store:0.4 session-guard:0.3
    directory-sync < job-queue:0.3
    tour < guide-pages:0.3 sample-matters:0.4
    step-invite < seat-planner:0.6 role-store:0.5 notification-service:0.4
    seat-planner < firm-profile:0.4 usage-meter:0.2
    guest-seats < role-store:0.4 share-links:0.3
    admin-page < step-invite:0.5 step-set-walls:0.7 setup-assistant:0.6 checklist:0.4
    setup-assistant < firm-profile:0.5 checklist:0.3
    step-set-walls < matter-walls:0.8 role-store:0.5
    matter-walls < directory-sync:0.4 matter-numbers:0.4
    share-links < matter-walls:0.5 key-store:0.3
    matter-page < document-store:0.7 matter-walls:0.6 search-index:0.4 step-import:0.3
    matter-page < step-first-upload:0.5
    search-index < matter-walls:0.4 event-log:0.3 job-queue:0.3
    document-store < key-store:0.4 region-router:0.4
    deletion-service < document-store:0.3 backup:0.4 search-index:0.3
    step-import < import-service:0.8 field-mapper:0.6 archive-link:0.5
    import-service < job-queue:0.5 duplicate-check:0.3
    field-mapper < matter-numbers:0.5 firm-profile:0.2
    import-report < step-import:0.8 duplicate-check:0.4
    step-first-upload < upload-service:0.8 page-splitter:0.4 document-store:0.3
    page-splitter < scan-reader:0.5
    clause-finder < scan-reader:0.4 language-check:0.4 model-registry:0.6 page-splitter:0.3
    playbook-rules < clause-library:0.5
    step-first-findings < clause-finder:0.8 playbook-rules:0.5 job-queue:0.3
    findings-page < step-first-findings:0.9 step-correct:0.4 tour:0.1
    step-correct < clause-library:0.3 event-log:0.2 feedback-form:0.1
    step-own-playbook < playbook-rules:0.7 clause-library:0.4
    findings-page < step-own-playbook:0.3
    redline-writer < playbook-rules:0.4 clause-finder:0.3
    step-first-redline < redline-writer:0.8 export-service:0.5
    redline-view < step-first-redline:0.9 word-add-in:0.2
    add-in-panel < word-add-in:0.8 redline-writer:0.4 sign-in:0.3
    weekly-mail < progress-mails:0.8 usage-meter:0.4
    progress-mails < event-log:0.4 notification-service:0.5
    audit-trail < event-log:0.6
    matter-page < audit-trail:0.1
    help-page < guide-pages:0.8 answer-library:0.3 status-board:0.2
    support-call < step-ask:0.6 help-desk:0.8 call-booking:0.4 screen-share:0.3
    support-call < answer-library:0.3 training-rooms:0.1
    step-ask < guide-pages:0.3 feedback-form:0.2
    help-desk < status-board:0.2
    status-board < error-watch:0.4
    invoice < billing-link:0.8 usage-meter:0.5 step-sign-contract:0.2
    billing-link < matter-numbers:0.4
    step-close-matter < deletion-service:0.5 export-service:0.4
    matter-page < step-close-matter:0.2
    admin-page < guest-seats:0.3"""
NODE_TEAM = {line.split()[0]: team for team, lines in COMPONENTS.items()
             for line in lines.strip().splitlines()}
NODE_TEAM.update({line.split()[0]: ONBOARDING
                  for line in (STEPS + TOUCHPOINTS).strip().splitlines()})
DAY = 86400


def criterion(name, title, role, level, owner, on_unknown, **more):
    return {"id": name, "title": title, "stage": "TEST_EVIDENCE", "level": level, "role": role,
            "owner": owner, "onUnknown": on_unknown, **more}


def age(day_count):
    return str(day_count * DAY)


def formula(op, *names, **more):
    return {"op": op, "parts": [{"criterion": name} for name in names], **more}


def criteria():
    yield criterion(
        "more-first-reviews", "More new firms review a contract within ten days than before",
        "SUPERIORITY", "MUST", PAVEL, "Wait for the next firms to reach their tenth day",
        metric="first_review_done", unit="share", comparison="GREATER", threshold=0.05,
        baseline="first_review_done_before", minSampleCount="40", gate="go_gate", weight=3.0,
        maxAgeSeconds=age(35))
    yield criterion(
        "no-wall-crossed", "No document is seen across an information barrier",
        "CHECK", "MUST", JONAS, "Run the drill with two firms that act against each other",
        metric="wall_crossings", unit="sightings", comparison="EQUAL", threshold=0.0,
        maxAgeSeconds=age(45))
    yield criterion(
        "clauses-found", "The clause finder finds what lawyers marked",
        "SUPERIORITY", "MUST", AMARA, "Have 200 more contracts marked by two lawyers",
        metric="clause_recall", unit="share", comparison="GREATER", threshold=0.92,
        minSampleCount="300", maxAgeSeconds=age(60))
    yield criterion(
        "no-more-false-alarms", "Findings are wrong hardly more often than those of a first reader",
        "NON_INFERIORITY", "MUST", AMARA, "Have the findings in question read by a second lawyer",
        metric="finding_precision", unit="share", comparison="GREATER", margin=0.03,
        baseline="finding_precision_by_hand", minSampleCount="300", maxAgeSeconds=age(60))
    yield criterion(
        "first-review-no-longer", "A first review takes no longer than it did by hand",
        "NON_INFERIORITY", "MUST", CAMILLE, "Time ten more first reviews",
        metric="first_review_hours", unit="h", comparison="LESS", margin=0.5,
        baseline="first_review_hours_by_hand", minSampleCount="20", maxAgeSeconds=age(60))
    yield criterion(
        "setup-questions", "New firms do not ask more about the setup than before",
        "DETERIORATION", "MUST", CAMILLE, "Read the questions of the last two weeks",
        metric="setup_questions", unit="share", comparison="LESS", margin=0.15,
        baseline="setup_questions_before", minSampleCount="15", maxAgeSeconds=age(45))
    yield criterion(
        "firms-are-mixed", "Small and large firms are in the sample as they are among customers",
        "QUALITY", "MUST", PAVEL, "Invite firms of the size that is missing",
        metric="firm_mix_p", unit="p", comparison="GREATER_OR_EQUAL", threshold=0.01,
        guardsMetric="first_review_done", maxAgeSeconds=age(60))
    yield criterion(
        "times-are-whole", "Hardly any first review lacks its start or its end",
        "QUALITY", "MUST", PAVEL, "Compare the event log with the calendar of the sessions",
        metric="reviews_without_times", unit="share", comparison="LESS", threshold=0.05,
        guardsMetric="first_review_hours", maxAgeSeconds=age(60))
    yield criterion(
        "findings-in-time", "Findings on forty pages are there within ninety seconds",
        "CHECK", "MUST", RAVI, "Measure with the forty contracts of the test set",
        metric="findings_seconds_p90", unit="s", comparison="LESS_OR_EQUAL", threshold=90.0,
        maxAgeSeconds=age(60))
    yield criterion(
        "matters-arrive", "Matters brought over arrive whole",
        "CHECK", "MUST", FIONA, "Import the archive of the next firm twice and compare",
        metric="matters_imported_whole", unit="share", comparison="GREATER_OR_EQUAL",
        threshold=0.995, minSampleCount="1000", maxAgeSeconds=age(90))
    yield criterion(
        "trail-complete", "Every access stands in the audit trail",
        "CHECK", "MUST", JONAS, "Replay one day of access against the trail",
        metric="accesses_on_trail", unit="share", comparison="GREATER_OR_EQUAL", threshold=0.999,
        minSampleCount="5000", maxAgeSeconds=age(60))
    yield criterion(
        "deletion-holds", "What a firm deletes is gone everywhere within thirty days",
        "CHECK", "MUST", JONAS, "Look for the deleted sample in store, index and backup",
        metric="deletions_complete", unit="share", comparison="GREATER_OR_EQUAL", threshold=1.0,
        minSampleCount="20", maxAgeSeconds=age(120))
    yield criterion(
        "confidentiality", "Barriers, trail and deletion all hold", "CHECK", "MUST", JONAS,
        "Ask Jonas which of the three is open",
        formula=formula("ALL", "no-wall-crossed", "trail-complete", "deletion-holds"))
    for name, title, metric in (
            ("saml-sign-in", "Sign-in through SAML works with the firms' directories",
             "saml_cases"),
            ("oidc-sign-in", "Sign-in through OpenID Connect works with the firms' directories",
             "oidc_cases")):
        yield criterion(name, title, "CHECK", "INFO", JONAS, "Run the sign-in cases", metric=metric,
                        unit="share", comparison="GREATER_OR_EQUAL", threshold=0.95)
    yield criterion(
        "one-sign-in-works", "At least one way to sign in through the firm's directory works",
        "CHECK", "MUST", JONAS, "Run the sign-in cases",
        formula=formula("ANY", "saml-sign-in", "oidc-sign-in"))
    yield criterion(
        "lockouts", "More than two in a hundred people are locked out in a week", "CHECK", "INFO",
        JONAS, "Read the sign-in log", metric="people_locked_out", unit="share",
        comparison="GREATER", threshold=0.02)
    yield criterion(
        "no-lockouts", "There is no wave of lockouts", "CHECK", "MUST", JONAS,
        "Read the sign-in log", formula=formula("NOT", "lockouts"))
    for name, law, metric in (("rules-england", "England and Wales", "rules_tested_england"),
                              ("rules-germany", "Germany", "rules_tested_germany"),
                              ("rules-france", "France", "rules_tested_france")):
        yield criterion(name, f"Standard rules for contracts under the law of {law} are tested",
                        "CHECK", "INFO", EDITH, "Test the rules that are left", metric=metric,
                        unit="share", comparison="GREATER_OR_EQUAL", threshold=0.95)
    yield criterion(
        "two-laws-ready", "Standard rules are ready for two of three laws", "CHECK", "MUST", EDITH,
        "Test the rules that are left",
        formula=formula("AT_LEAST", "rules-england", "rules-germany", "rules-france",
                        atLeastCount="2"))
    yield criterion(
        "help-stands", "Times, imports and setup questions score at least 60 of 100", "CHECK",
        "SHOULD", CAMILLE, "Look at the part that is open",
        formula=formula("SCORE", "first-review-no-longer", "matters-arrive", "setup-questions",
                        weights=[3.0, 2.0, 3.0], passShare=0.6))
    yield criterion(
        "may-invite", "Support load and drift of the findings allow the next firms", "CHECK",
        "MUST",
        NORA, "Fill in the two words in the weekly review",
        table={"table": inviting_table(), "passOutcomes": ["INVITE"],
               "inputs": [{"metric": "support_load", "maxAgeSeconds": age(21)},
                          {"metric": "finding_drift", "maxAgeSeconds": age(42)}]})
    yield criterion(
        "answered-in-two-days", "Share of tickets about the setup that are resolved in two days",
        "CHECK", "INFO", CAMILLE, "Hand the ticket export to the assessment",
        metricReference={"metric": "time_to_resolution", "measure": "within", "at": 172800.0})


def inviting_table():
    def row(load, drift, outcome):
        return {"cells": [{"anyOf": load.split()}, {"anyOf": drift.split()}], "outcomes": [outcome]}
    return {
        "id": "next-firms",
        "columns": [{"name": "support load", "values": ["low", "usual", "high"]},
                    {"name": "drift", "values": ["none", "slight", "marked"]}],
        "outcomes": ["INVITE", "PAUSE", "STOP"], "hitPolicy": "FIRST", "mustBeMonotone": True,
        "rows": [row("", "marked", "STOP"), row("high", "slight", "STOP"), row("high", "", "PAUSE"),
                 row("usual", "slight", "PAUSE"), row("", "", "INVITE")]}


def decisions(s):
    def d(name, title, question, options, owner, node, opened, decided, why, bind="", *, crit="",
          edge="", see="", ritual=FIRST, item=True, **more):
        s.decision(name, title, question, options, owner, node, opened, decided, why, bind=bind,
                   criteria=crit.split(), edge_cases=edge, expected=see, ritual=ritual,
                   item=name + "-item" if item and bind else "", **more)

    d("first-value", "Count the first reviewed contract as the first value",
      "When has a firm arrived?",
      "first contract reviewed / all seats used / training finished", NORA, "checklist", "25-11-24",
      "25-12-10",
      "Firms that reviewed one contract in ten days stayed, whatever else they did",
      "The checklist leads to one reviewed contract and asks for nothing that it does not need",
      crit="more-first-reviews",
      edge="firm without a contract at hand / contract in another language",
      see="A lawyer sees a use in the first hour", cohort="path", high_impact=True)
    d("sample-first", "Begin with a sample matter", "What does a new firm see first?",
      "a sample matter / an empty page / the import", LUCAS, "sample-matters", "25-11-25",
      "25-12-15",
      "Empty pages were closed after forty seconds",
      "A sample matter of the firm's field of law stands ready and can be thrown away",
      crit="more-first-reviews", edge="firm with two fields / sample kept by mistake",
      see="There is something to look at", cohort="path")
    d("walls-before-import", "Set information barriers before the import",
      "What comes first, barriers or matters?",
      "barriers / matters", JONAS, "matter-walls", "25-11-27", "25-12-18",
      "Matters without barriers are visible to everybody for an hour",
      "No matter is imported before its barrier stands; without one it is visible to its "
      "partner only",
      crit="no-wall-crossed matters-arrive", edge="lawyer changes sides / matter without a partner",
      see="Nobody sees a matter by accident",
      cohort="confidence", high_impact=True, ritual=PATHS)
    d("roles-four", "Offer four roles, not eleven", "How many roles has a firm?",
      "four / eleven / free roles", JONAS, "role-store", "25-12-01", "26-01-08",
      "Nobody in the interviews could say what the eleven roles do",
      "Partner, lawyer, assistant and administrator; rights follow the matter, not the role",
      crit="no-wall-crossed", edge="partner who administers / trainee for three months",
      see="Rights can be explained in one sentence", cohort="confidence")
    d("directory-or-hand", "Take people from the firm's directory", "Where do people come from?",
      "the firm's directory / invitations by hand", JONAS, "directory-sync", "25-12-02", "26-01-13",
      "Leavers stayed in for eleven days when people were invited by hand",
      "A person who leaves the directory loses access within an hour",
      crit="one-sign-in-works no-lockouts", edge="directory not reachable / two firms, one person",
      see="Joining and leaving need no mail", cohort="confidence")
    d("scan-refuse", "Refuse scans that cannot be read", "What happens to unreadable pages?",
      "refuse and say which / guess / ask a person", AMARA, "scan-reader", "25-12-04", "26-01-15",
      "A guess that looks like a finding costs more trust than a refusal",
      "Pages below the quality limit are listed by number and never judged",
      crit="clauses-found", edge="one bad page in eighty / stamp over a clause",
      see="A missing finding is announced", cohort="findings")
    d("show-source", "Show the sentence behind each finding", "What stands beside a finding?",
      "the sentence / a score / nothing", AMARA, "clause-finder", "25-12-08", "26-01-20",
      "Lawyers trusted a finding when they could read why",
      "Each finding opens the sentence that it rests on",
      crit="no-more-false-alarms first-review-no-longer",
      edge="clause over two pages / definition elsewhere",
      see="A finding can be checked in seconds", cohort="findings", high_impact=True)
    d("correct-teaches", "Let corrections change the firm's rules only",
      "Whom does a correction teach?",
      "the firm's rules / the model of all firms / nobody", AMARA, "playbook-rules", "25-12-09",
      "26-01-22",
      "No firm wants to teach its opponents", "Corrections stay inside the firm",
      crit="no-wall-crossed no-more-false-alarms",
      edge="two lawyers disagree / firm of one", see="Corrections help the firm that made them",
      cohort="findings", ritual=PATHS)
    d("laws-three", "Start with three laws", "Which standard rules exist at the launch?",
      "England, Germany, France / England only / seven", EDITH, "clause-library", "25-12-11",
      "26-01-27",
      "Four of five firms on the list work under these",
      "A contract under another law is read without standard rules, and the page says so",
      crit="two-laws-ready", edge="no law named / two laws named",
      see="No rule is applied that does not fit", cohort="findings")
    d("language-first", "Check the language before the clauses", "When is the language found out?",
      "before / together / never", AMARA, "language-check", "25-12-15", "26-01-29",
      "Bilingual contracts doubled the false alarms",
      "Pages in a language that is not supported are left out and listed",
      crit="no-more-false-alarms",
      edge="bilingual columns / quotation in Latin", see="Foreign pages do not become findings",
      cohort="findings")
    d("redline-in-word", "Write redlines into the word processor", "Where does a redline appear?",
      "in the word processor / in the browser", LUCAS, "word-add-in", "25-12-16", "26-02-03",
      "Every lawyer in the interviews sends a file, not a link",
      "The file opens with tracked changes under the lawyer's name", crit="first-review-no-longer",
      edge="document locked / old version of the word processor",
      see="The other side gets an ordinary file", cohort="findings")
    d("import-twice", "Import each archive twice and compare",
      "How do we know that an import is whole?",
      "import twice and compare / count / ask the firm", FIONA, "import-service", "26-01-07",
      "26-02-05",
      "Counting missed 31 matters with the same number",
      "The second run must change nothing; differences go to the firm's administrator",
      crit="matters-arrive", edge="archive changes meanwhile / archive of 400,000 matters",
      see="The report says what arrived and what did not", cohort="moving")
    d("numbers-stay", "Keep the firm's own matter numbers", "Which number does a matter have?",
      "the firm's / ours", FIONA, "matter-numbers", "26-01-08", "26-02-10",
      "Invoices and courts use them", "Numbers are text and are never changed",
      crit="matters-arrive", edge="number used twice / number with a slash",
      see="A matter is found under its old number", cohort="moving")
    d("archive-read", "Read from the archive, never write", "May we write into the firm's archive?",
      "no / yes, findings", FIONA, "archive-link", "26-01-12", "26-02-12",
      "Two firms would have needed a committee for it", "The link asks for reading rights only",
      crit="matters-arrive deletion-holds",
      edge="archive without reading roles / link expired", see="The archive stays as it was",
      cohort="moving")
    d("region-by-firm", "Keep a firm's data in one region", "Where do documents lie?",
      "in the firm's region / where there is room", RAVI, "region-router", "26-01-13", "26-02-17",
      "Their clients ask for it in writing",
      "Documents, index and backup of a firm lie in one region",
      crit="deletion-holds trail-complete",
      edge="firm with offices in two regions / region down", see="One sentence answers the client",
      cohort="confidence", high_impact=True)
    d("trail-readable", "Let partners read the audit trail", "Who may read the trail?",
      "partners of the matter / administrators / we alone", JONAS, "audit-trail", "26-01-15",
      "26-02-19",
      "A trail that nobody may read convinces nobody",
      "A partner reads all accesses to the matter of the last two years", crit="trail-complete",
      edge="partner leaves / access by support", see="Who saw what is never a question to us",
      cohort="confidence")
    d("delete-thirty", "Delete everywhere within thirty days", "When is deleted gone?",
      "thirty days, backup too / at once, backup later", JONAS, "deletion-service", "26-01-19",
      "26-02-24",
      "Backups are rewritten every thirty days",
      "A deletion ends with a certificate that names store, index and backup",
      crit="deletion-holds",
      edge="legal hold / deletion during import", see="A certificate that a client accepts",
      cohort="confidence")
    d("support-sees-nothing", "Let Support see nothing without an invitation",
      "What may Support see?",
      "only what is shared for an hour / everything / nothing ever", CAMILLE, "screen-share",
      "26-01-20", "26-02-26",
      "Professional secrecy does not end at a help desk",
      "An invitation lasts an hour and stands in the trail", crit="trail-complete",
      edge="hour ends during a call / invitation by an assistant", see="A lawyer decides who looks",
      cohort="help", ritual=PATHS)
    d("session-with-person", "Hold the first session with a person",
      "Who leads a firm through its first matter?",
      "a person, one hour / a video / nobody", CAMILLE, "training-rooms", "26-01-22", "26-02-26",
      "With a person 71 of 100 firms finished, with the video 38",
      "Each firm is offered an hour within three working days",
      crit="more-first-reviews setup-questions",
      edge="firm abroad / partner has ten minutes", see="Somebody is there at the first contract",
      cohort="help")
    d("guide-one-page", "Keep the guide to one page for each step", "How long is the guide?",
      "a page for each step / a manual / no guide", LUCAS, "guide-pages", "26-01-26", "26-03-03",
      "Nobody read past the first page",
      "A step whose guide does not fit on a page is changed, not described", crit="setup-questions",
      edge="administrator's steps / printing", see="Help is read because it is short",
      cohort="help", ritual=GUIDE)
    d("same-words", "Use one word for one thing everywhere", "Who decides on words?",
      "one list / each team", BEATRIZ, "answer-library", "26-01-28", "26-03-03",
      "Contract, order form and page called the same thing seat, user and licence",
      "Words come from the list; a new one is asked for", crit="setup-questions",
      edge="words of the law of another country / words in the invoice",
      see="Mail, page and contract say the same", cohort="help", ritual=GUIDE)
    d("seats-later", "Ask for seats after the first review", "When does a firm plan its seats?",
      "after the first review / at the start", NORA, "seat-planner", "26-02-02", "26-03-05",
      "It stopped a third of the firms on the first day", "The first week needs no seat plan",
      crit="more-first-reviews", edge="firm of 400 / trial seats used up",
      see="Work before paperwork", cohort="path", submit=True)
    d("weekly-mail", "Write to partners once a week", "How often do partners hear from us?",
      "weekly, until the first month is over / daily / never", BEATRIZ, "progress-mails",
      "26-02-04", "26-03-10",
      "Partners asked who uses it and what came out",
      "One mail a week with numbers of the firm, and a way to end it", crit="more-first-reviews",
      edge="partner in two firms / nothing happened", see="Partners know without asking",
      cohort="help", ritual=GUIDE)
    d("queue-fair", "Share the queue fairly between firms",
      "What if one firm uploads ten thousand files?",
      "a fair share for each firm / first come, first served", RAVI, "job-queue", "26-02-09",
      "26-03-12",
      "One import held up eleven firms for a morning", "No firm waits for another firm's import",
      crit="findings-in-time",
      edge="one firm alone / import at night", see="Findings come as quickly on import days",
      cohort="moving")
    d("model-pinned", "Pin the model for three months", "When does the clause model change?",
      "every three months / when it is better", AMARA, "model-registry", "26-02-11", "26-03-17",
      "A finding that was there yesterday must be there today",
      "A new model runs beside the old one for two weeks before it counts",
      crit="clauses-found may-invite",
      edge="error in the pinned model / firm wants the old one",
      see="Two readings of one contract agree", cohort="findings", high_impact=True)
    d("invite-waves", "Invite firms in waves of eight", "How quickly do firms come?",
      "eight a fortnight / all at once / one a week", NORA, "firm-profile", "26-02-16", "26-03-19",
      "Support can hold eight first sessions a fortnight",
      "A wave starts only while load and drift allow it", crit="may-invite setup-questions",
      edge="firm postpones / two firms that act against each other",
      see="Nobody waits for a session", cohort="path")
    d("guest-other-side", "Leave seats for the other side out", "Can the other side get a seat?",
      "no / yes, read only", EDITH, "guest-seats", "26-02-18", "26-03-24",
      "No firm in the panel would use it in the first year", outcome="REJECTED",
      cohort="confidence")
    d("lock-after-ten", "Lock after ten wrong attempts, for ten minutes",
      "When is a person locked out?",
      "ten attempts, ten minutes / three attempts, until help comes", JONAS, "session-guard",
      "26-02-23", "26-03-31",
      "Three attempts locked out a whole firm on a Monday",
      "A lock ends by itself and is told by mail", crit="no-lockouts",
      edge="shared address of a firm / attack on one person",
      see="No Monday without access", cohort="confidence")
    d("bill-by-matter", "Bill by matter, not by page", "What does a firm pay for?",
      "matters / pages / seats", BEATRIZ, "billing-link", "26-02-25", "26-04-02",
      "Firms hand the cost on to their clients by matter",
      "The invoice lists matters under the firm's numbers", crit="matters-arrive",
      edge="matter reopened / matter of two clients", see="An invoice that can be handed on",
      cohort="moving", ritual=GUIDE)
    d("who-stops", "Name who may close the doors", "Who may stop access for everybody?",
      "security on call / leadership / each engineer", JONAS, "status-board", "26-03-02",
      "26-04-07",
      "A barrier that leaks is worse than an hour without access",
      "Security on call closes all access alone and tells the firms within the hour",
      crit="no-wall-crossed confidentiality",
      edge="on call not reachable / one firm only", see="Firms hear it from us first",
      cohort="confidence", high_impact=True, ritual=PATHS, unowned=True)
    d("barrier-in-index", "Cut the index by barrier, not the results",
      "Where does a barrier act in the search?",
      "in the index / on the results", JONAS, "search-index", "26-04-15 08:20", "26-04-21",
      "The drill of 14 April saw titles that were filtered too late",
      "Each side of a barrier has an index of its own", crit="no-wall-crossed findings-in-time",
      edge="barrier set after the matter was indexed / lawyer changes sides",
      see="What may not be seen cannot be found", cohort="confidence", high_impact=True,
      ritual=PATHS,
      due="26-04-24")
    d("drill-monthly", "Repeat the barrier drill every month", "How often is the barrier tried?",
      "every month, by outsiders / before each release", EDITH, "audit-trail", "26-04-16",
      "26-04-28",
      "We would not have found it ourselves",
      "Two people from outside act for two firms that are opponents", crit="no-wall-crossed",
      edge="new way to share / firm with a merger", see="Firms can read the result",
      cohort="confidence", ritual=PATHS)
    d("telephone-line", "Open a telephone line for the first month",
      "How do firms reach us after the launch?",
      "telephone and mail / mail only", CAMILLE, "help-desk", "26-04-20", "26-05-12",
      "Partners do not write tickets",
      "From the launch on somebody answers within a minute from 8 to 18",
      crit="setup-questions help-stands",
      edge="holiday / two languages", see="A voice in the first month", cohort="help")
    d("old-product", "Keep the old product until December", "How long does the old product run?",
      "until December / three months / until the last firm has moved", NORA, "export-service",
      "26-04-22", "26-05-14",
      "Matters of this year end there",
      "Both run until 31 December; nothing is moved without being asked", crit="matters-arrive",
      edge="firm uses both / matter opened in the old one in autumn", see="No firm is pushed",
      cohort="moving")
    d("german-hyphens", "Join hyphened words before reading", "Where are words joined again?",
      "before the clause finder / in the clause finder", AMARA, "page-splitter", "26-05-04",
      "26-05-19",
      "German scans lost a clause in thirty", "Joined words keep their place on the page",
      crit="clauses-found",
      edge="hyphen that belongs there / two columns", see="German scans read like the others",
      cohort="findings")
    d("mail-to-clients", "Give firms a letter for their clients",
      "What do firms tell their clients?",
      "a letter that they may change / nothing / a page of ours", BEATRIZ, "notification-service",
      "26-05-06", "26-05-21",
      "Every second firm asked for one",
      "The letter says what is read, where it lies and who may look", crit="confidentiality",
      edge="client forbids it / client abroad", see="Firms can explain it in two minutes",
      cohort="help", ritual=GUIDE)
    d("call-back", "Call back after an abandoned setup", "What follows when a setup stops?",
      "a call on the next day / a mail / nothing", CAMILLE, "call-booking", "26-06-29 09:20",
      "26-07-07",
      "The support pass found nine firms that had stopped at the barriers",
      "Nobody is called twice for one stop", crit="setup-questions",
      edge="firm stopped on purpose / holiday", see="A hand where it got stuck", cohort="help")
    d("wall-templates", "Offer templates for barriers", "How does a firm set its first barrier?",
      "from a template / from nothing", JONAS, "setup-assistant", "26-06-29 09:40", "26-07-14",
      "The administrator's page was the slowest step after the launch",
      "Templates only narrow what can be seen, never widen it",
      crit="no-wall-crossed setup-questions",
      edge="firm with one partner / client with a barrier of its own",
      see="A barrier in two minutes", cohort="confidence")
    d("french-seals", "Read pages with seals twice", "What happens to sealed pages?",
      "read twice, without and with the seal / refuse", AMARA, "scan-reader", "26-07-20",
      "26-08-11",
      "French notarial copies were refused in full", "The reading with fewer doubts counts",
      crit="clauses-found",
      edge="seal over a signature / embossed seal", see="Sealed pages are read", cohort="findings")
    d("smaller-waves", "Halve the waves in August", "How many firms are invited in August?",
      "four a fortnight / eight / none", NORA, "firm-profile", "26-07-27", "26-08-04",
      "Half of Support is away", "A wave of four until 4 September", crit="may-invite",
      edge="firm that was promised August / return in one week",
      see="Still nobody waits", cohort="path")
    d("next-model", "Take the October model", "Does the October model replace the pinned one?",
      "yes, after two weeks beside it / no", AMARA, "model-registry", "26-09-14", "26-10-06",
      "It found 2 in 100 more clauses and no more false alarms on 640 contracts",
      "Firms can read in the weekly mail what changed", crit="clauses-found no-more-false-alarms",
      edge="firm with its own rules / contract read by both models",
      see="Better findings, announced", cohort="findings")

    # What did not go by the book.
    s.add("25-12-03", LUCAS, "decisionOpened", {
        "id": "mascot", "title": "Give the tour a character", "question": "Who speaks in the tour?",
        "owner": LUCAS,
        "options": ["a character", "plain sentences"], "node": "tour", "cohort": "help",
        "dueAt": "2026-01-16T16:00:00Z"})
    s.add("26-01-12", LUCAS, "decisionSubmitted", {"decision": "mascot", "version": "v1"})
    s.add("26-01-14", LUCAS, "decisionWithdrawn", {"decision": "mascot",
        "reason": "Two partners laughed, and not kindly"})
    s.add("26-01-09", BEATRIZ, "decisionOpened", {
        "id": "price-list", "title": "Publish prices", "question": "Are prices on the page?",
        "owner": BEATRIZ,
        "options": ["yes", "on request"], "node": "invoice", "cohort": "help",
        "dueAt": "2026-02-20T16:00:00Z"})
    s.add("26-02-19", BEATRIZ, "decisionDecided", {"decision": "price-list", "outcome": "DEFERRED",
        "dueAt": "2026-04-17T16:00:00Z",
          "rationale": "Billing by matter is not decided yet"})
    s.add("26-04-13", BEATRIZ, "decisionSuperseded", {"decision": "price-list",
        "by": "bill-by-matter", "reason": "Prices follow from it"})
    s.add("26-01-21", RAVI, "decisionOpened", {
        "id": "offline-mode", "title": "Work without a network",
        "question": "Does the add-in work offline?", "owner": RAVI,
        "options": ["no", "reading only"], "node": "word-add-in", "cohort": "findings",
        "dueAt": "2026-03-27T16:00:00Z"})
    s.add("26-03-16", RAVI, "decisionDescoped", {"decision": "offline-mode",
        "reason": "No firm of the panel asked again"})
    s.add("26-06-03", JONAS, "decisionReopened", {"decision": "lock-after-ten",
        "reason": "A shared address locked out nine people in the trial"})
    s.new_version("26-06-04 08:30", JONAS, "lock-after-ten-item", "v2", EDITH, "26-06-05 09:00")
    s.add("26-06-04 08:40", JONAS, "decisionSubmitted", {"decision": "lock-after-ten",
        "version": "v2"})
    s.add("26-06-05 09:30", JONAS, "decisionDecided", {"decision": "lock-after-ten",
        "outcome": "APPROVED", "option": "ten attempts, ten minutes",
          "rationale": "By person, not by address; the nine were let in within four minutes"})
    s.handoff("26-06-05 10:00", JONAS, "lock-after-ten",
        "A lock holds for a person, never for an address, and ends by itself", ["no-lockouts"],
              "shared address of a firm / attack on one person", "No Monday without access")
    s.add("26-06-05 13:00", ACCESS, "implementationStarted", {"decision": "lock-after-ten"})
    s.add("26-06-10 11:00", PAVEL, "implementationVerified",
        {"decision": "lock-after-ten", "evidence": ["@people_locked_out"]})
    s.add("26-08-03", EDITH, "decisionDelegated", {"decision": "drill-monthly", "delegate": ACCESS,
        "until": "2026-08-24T08:00:00Z"})

    # Versions after the first approval.
    s.new_version("26-02-17 09:00", JONAS, "walls-before-import-item", "v2", EDITH,
        "26-02-18 09:30")
    s.new_version("26-04-22 14:00", JONAS, "walls-before-import-item", "v3", EDITH,
        "26-04-24 09:15",
                  conditions=[("drill", "A drill by outsiders finds nothing in 400 attempts"),
                  ("letter", "The six firms of the trial have been told in writing")])
    s.add("26-04-24 15:30", NORA, "conditionMet",
        {"approval": "approval-walls-before-import-item-v3", "condition": "letter"})
    s.add("26-05-06 15:00", JONAS, "conditionMet",
        {"approval": "approval-walls-before-import-item-v3", "condition": "drill"})
    s.new_version("26-05-11 09:00", LUCAS, "guide-one-page-item", "v2", FIONA, "26-05-12 13:40")
    s.new_version("26-09-21 10:00", BEATRIZ, "weekly-mail-item", "v2", EDITH, "26-09-23 15:15")


def risks(s):
    r = s.risk
    r("wall-leak", "A lawyer sees a document of the other side", "matter-walls", "beta 1 14", 0.95,
      0.2, "IRREVERSIBLE", JONAS, "25-11-28",
      decision="walls-before-import", ritual=PATHS,
      mitigation="Barriers before the import, and a drill before each wave", cost=140, fall=0.05,
      planned="25-12-19", mitigated="26-02-25", appeared="26-04-14 13:20",
      estimates=[("26-02-26", "beta 1 60"), ("26-04-14 13:30", "0.6"),
      ("26-05-06 15:10", "beta 1 90")],
      verified="26-06-09", evidence=["@wall_crossings"])
    r("title-leak", "Titles of hidden matters show in the search", "search-index", "0.7", 0.8, 0.3,
      "IRREVERSIBLE", JONAS, "26-04-15 09:40",
      decision="barrier-in-index", ritual=PATHS, appeared="26-04-15 09:45",
      mitigation="An index for each side of a barrier", cost=110, fall=0.68, planned="26-04-16",
      mitigated="26-05-05", estimates=[("26-05-06 15:20", "0.02")], verified="26-06-09",
      evidence=["@wall_crossings"])
    r("no-first-contract", "Firms sign in, look and never upload", "step-first-upload", "0.45", 0.6,
      0.6, "REVERSIBLE", NORA, "25-11-26", decision="first-value",
      mitigation="Sample matter and a session within three days", cost=60, fall=0.25,
      planned="25-12-12", mitigated="26-02-27", ritual=FIRST,
      estimates=[("26-05-20", "0.2"), ("26-06-08", "0.08")], verified="26-08-19",
      evidence=["@first_review_done"])
    r("missed-clause", "A clause that matters is not found", "clause-finder", "0.2", 0.8, 0.3,
      "COSTLY", AMARA, "25-12-09", decision="show-source",
      mitigation="Two lawyers mark a test set; unreadable pages are listed", cost=200, fall=0.15,
      mitigated="26-02-23", ritual=FIRST,
      estimates=[("26-05-20", "0.04")], verified="26-06-10", evidence=["@clause_recall"])
    r("false-alarms", "Lawyers stop reading findings because too many are wrong",
      "step-first-findings", "0.3", 0.6, 0.5, "REVERSIBLE", AMARA, "25-12-10",
      decision="show-source", mitigation="Corrections change the firm's rules at once", cost=80,
      fall=0.2, mitigated="26-02-24", ritual=THEMES,
      estimates=[("26-05-20", "0.06")], verified="26-06-10", evidence=["@finding_precision"])
    r("bad-scan", "Bad scans are read as if they were good", "scan-reader", "0.25", 0.7, 0.4,
      "COSTLY", AMARA, "25-12-05", decision="scan-refuse",
      mitigation="List the pages that were not read", cost=30, fall=0.22, mitigated="26-02-12",
      verified="26-05-26", evidence=["@clause_recall"], ritual=FIRST)
    r("teach-opponent", "Corrections of one firm show up at another", "playbook-rules", "0.05", 0.9,
      0.2, "IRREVERSIBLE", AMARA, "25-12-11",
      decision="correct-teaches", mitigation="Rules are stored with the firm's key", cost=40,
      fall=0.045, mitigated="26-02-19", ritual=PATHS,
      verified="26-05-28", evidence=["@wall_crossings"])
    r("wrong-law", "Rules of the wrong law are applied", "clause-library", "0.15", 0.6, 0.4,
      "COSTLY", EDITH, "25-12-12", decision="laws-three",
      mitigation="No rules without a law named in the contract", cost=24, fall=0.12,
      mitigated="26-02-26", ritual=FIRST, verified="26-06-02", evidence=["@rules_tested_germany"])
    r("leaver-access", "People who left the firm keep access", "directory-sync", "0.2", 0.8, 0.5,
      "COSTLY", JONAS, "25-12-03", decision="directory-or-hand",
      mitigation="Access ends within an hour of the directory", cost=36, fall=0.18,
      mitigated="26-02-16", ritual=PATHS, verified="26-05-20", evidence=["@saml_cases"])
    r("half-import", "Matters are missing after the import and nobody notices", "import-service",
      "0.3", 0.7, 0.3, "COSTLY", FIONA, "26-01-08", decision="import-twice",
      mitigation="Import twice, compare, report", cost=70, fall=0.27, mitigated="26-02-23",
      ritual=FIRST, estimates=[("26-05-12", "0.03")], verified="26-06-11",
      evidence=["@matters_imported_whole"])
    r("number-clash", "Two matters share a number and become one", "matter-numbers", "0.15", 0.7,
      0.5, "COSTLY", FIONA, "26-01-09", decision="numbers-stay",
      mitigation="Numbers are unique with their office", cost=18, fall=0.13, mitigated="26-03-05",
      ritual=FIRST, verified="26-05-21", evidence=["@matters_imported_whole"])
    r("region-spill", "A backup lies in another region", "region-router", "0.06", 0.8, 0.3,
      "IRREVERSIBLE", RAVI, "26-01-14", decision="region-by-firm",
      mitigation="Backups are written by region and checked each night", cost=44, fall=0.055,
      mitigated="26-03-10", ritual=PATHS, verified="26-05-27", evidence=["@deletions_complete"])
    r("silent-deletion", "Deleted documents come back from a backup", "deletion-service", "0.08",
      0.8, 0.2, "IRREVERSIBLE", JONAS, "26-01-20", decision="delete-thirty",
      mitigation="Deletion list is applied after every restore", cost=26, fall=0.075,
      mitigated="26-03-12", ritual=PATHS, verified="26-06-03", evidence=["@deletions_complete"])
    r("support-peeks", "Support sees a document that it was not shown", "screen-share", "0.1", 0.8,
      0.4, "IRREVERSIBLE", CAMILLE, "26-01-21", decision="support-sees-nothing",
      mitigation="Invitations end after an hour, in the trail", cost=20, fall=0.09,
      mitigated="26-03-11", ritual=PATHS, verified="26-05-19", evidence=["@accesses_on_trail"])
    r("session-backlog", "Firms wait weeks for their first session", "training-rooms", "0.3", 0.4,
      0.8, "REVERSIBLE", CAMILLE, "26-01-23", decision="session-with-person",
      mitigation="Waves of eight; two more people for the summer", cost=60, fall=0.2,
      mitigated="26-05-27", ritual=FIRST, estimates=[("26-06-08", "0.07")], verified="26-09-09",
      evidence=["@support_load"])
    r("guide-old", "The guide shows pages that have changed", "guide-pages", "0.3", 0.2, 0.6,
      "REVERSIBLE", LUCAS, "26-01-27", decision="guide-one-page",
      mitigation="Pictures are taken by the release itself", cost=22, fall=0.25,
      mitigated="26-05-20", ritual=GUIDE, verified="26-06-12", evidence=["@setup_questions"])
    r("words-differ", "Contract and page use different words", "answer-library", "0.25", 0.3, 0.5,
      "REVERSIBLE", BEATRIZ, "26-01-29", decision="same-words",
      mitigation="One list, read aloud once a month", cost=10, fall=0.2, mitigated="26-04-07",
      ritual=GUIDE, verified="26-06-11", evidence=["@setup_questions"])
    r("slow-day", "Findings take minutes when a large firm imports", "job-queue", "0.35", 0.5, 0.7,
      "REVERSIBLE", RAVI, "26-02-10", decision="queue-fair",
      mitigation="A fair share for each firm", cost=48, fall=0.3, mitigated="26-05-13",
      ritual=FIRST, verified="26-06-05", evidence=["@findings_seconds_p90"])
    r("model-shift", "A new model changes findings overnight", "model-registry", "0.2", 0.7, 0.4,
      "REVERSIBLE", AMARA, "26-02-12", decision="model-pinned",
      mitigation="Pinned for three months, two weeks side by side", cost=30, fall=0.18,
      mitigated="26-05-07", ritual=THEMES, estimates=[("26-10-07", "0.05")],
      verified="26-10-21", evidence=["@finding_drift"])
    r("opponents-in-wave", "Two firms of one wave act against each other", "firm-profile", "0.15",
      0.5, 0.7, "REVERSIBLE", NORA, "26-02-17", decision="invite-waves",
      mitigation="Ask before each wave; separate sessions", cost=8, fall=0.1, mitigated="26-04-29",
      ritual=PATHS, verified="26-06-10", evidence=["@wall_crossings"])
    r("monday-lockout", "A whole firm is locked out on a Monday", "session-guard", "0.2", 0.6, 0.5,
      "REVERSIBLE", JONAS, "26-02-24", decision="lock-after-ten",
      appeared="26-06-02", mitigation="Lock by person, end by itself", cost=14, fall=0.17,
      planned="26-03-02", mitigated="26-04-23",
      estimates=[("26-06-02", "0.4"), ("26-06-10", "0.04")], ritual=PATHS, verified="26-07-15",
      evidence=["@people_locked_out"])
    r("invoice-dispute", "Firms dispute invoices that they cannot hand on", "billing-link", "0.25",
      0.4, 0.4, "REVERSIBLE", BEATRIZ, "26-02-26", decision="bill-by-matter",
      mitigation="Invoice by the firm's own numbers", cost=28, fall=0.2, mitigated="26-05-22",
      ritual=GUIDE, verified="26-09-16", evidence=["@matters_imported_whole"])
    r("stop-late", "Access stays open while we ask who may close it", "status-board", "0.3", 0.7,
      0.3, "COSTLY", JONAS, "26-03-03", decision="who-stops",
      mitigation="One name, one drill a month", cost=12, fall=0.28, mitigated="26-04-20",
      ritual=PATHS, verified="26-06-09", evidence=["@accesses_on_trail"])
    r("word-version", "The add-in fails in old word processors", "word-add-in", "0.2", 0.4, 0.6,
      "REVERSIBLE", LUCAS, "26-02-05", decision="redline-in-word",
      mitigation="Plain file as a way out", cost=16, fall=0.15, mitigated="26-05-11", ritual=FIRST,
      verified="26-06-04", evidence=["@first_review_hours"])
    r("german-scans", "German scans lose clauses at line ends", "page-splitter", "0.35", 0.6, 0.5,
      "REVERSIBLE", AMARA, "26-05-04 16:10", decision="german-hyphens",
      appeared="26-05-04 16:15", mitigation="Join words before reading", cost=20, fall=0.32,
      planned="26-05-05", mitigated="26-05-28", ritual=FIRST, verified="26-06-11",
      evidence=["@clause_recall"])
    r("client-refuses", "Clients forbid their firm to use it", "notification-service", "0.25", 0.4,
      0.5, "REVERSIBLE", BEATRIZ, "26-05-07", decision="mail-to-clients",
      mitigation="A letter that a firm may change", cost=12, fall=0.15, mitigated="26-06-04",
      ritual=GUIDE, estimates=[("26-06-12", "0.08")], verified="26-09-30",
      evidence=["@first_review_done"])
    r("ticket-wave", "Calls double in the first month", "support-call", "0.3", 0.5, 0.8,
      "REVERSIBLE", CAMILLE, "26-04-21", decision="telephone-line",
      mitigation="Telephone line and two more people", cost=90, fall=0.22, mitigated="26-06-12",
      ritual=THEMES, estimates=[("26-06-15", "0.08")], verified="26-07-29",
      evidence=["@support_load"])
    r("two-products", "Firms enter matters in both products", "export-service", "0.2", 0.25, 0.7,
      "REVERSIBLE", NORA, "26-04-23", decision="old-product",
      mitigation="The old one points to the new one for new matters", cost=16, fall=0.12,
      mitigated="26-06-09", ritual=THEMES)
    r("barrier-tired", "Administrators skip the barriers because they take too long",
      "setup-assistant", "0.2", 0.6, 0.6, "REVERSIBLE", JONAS, "26-06-30 16:20",
      decision="wall-templates",
      appeared="26-07-01", mitigation="Templates that only narrow", cost=36, fall=0.25,
      planned="26-07-02", mitigated="26-07-27", ritual=FIRST, estimates=[("26-07-28", "0.05")],
      verified="26-09-02", evidence=["@setup_questions"])
    r("sealed-pages", "French notarial copies are refused", "scan-reader", "0.3", 0.25, 0.8,
      "REVERSIBLE", AMARA, "26-07-21", decision="french-seals",
      mitigation="Read twice", cost=24, fall=0.25, mitigated="26-09-08", ritual=FIRST,
      estimates=[("26-09-09", "0.05")], verified="26-10-14", evidence=["@clause_recall"])
    r("old-rules", "Rules of a firm fall behind its own templates", "step-own-playbook", "0.09",
      0.25, 0.5, "REVERSIBLE", EDITH, "26-08-12", decision="correct-teaches",
      mitigation="Remind the firm twice a year", cost=8, fall=0.04, mitigated="26-09-24",
      ritual=THEMES)
    s.add("26-05-06 15:05", JONAS, "riskMitigated",
        {"risk": "wall-leak"})  # What was done in February did not hold.
    s.add("26-06-05 14:00", JONAS, "riskMitigated", {"risk": "monday-lockout"})
    s.add("26-03-09 10:00", AMARA, "riskOwnerAssigned", {"risk": "model-shift", "owner": RAVI})
    s.add("26-03-23 10:00", RAVI, "riskOwnerAssigned", {"risk": "model-shift", "owner": AMARA})


def blockers(s):
    b, e = s.blocker, s.escalation
    b("no-contracts", "No firm may give us marked contracts to measure with", AMARA, "25-12-10",
      "26-01-23", "Have our own lawyers mark public contracts",
      decision="show-source", resolved="26-01-12",
      how="The panel gave 640 contracts under an agreement", constraint=True)
    e("esc-contracts", "no-contracts", NORA, "25-12-24 10:20", HELEN, "Open at two reviews",
      "26-01-05", "Fiona speaks to the panel on Thursday")
    b("region-contract", "The data centre has no contract for the second region", RAVI, "26-01-21",
      "26-02-13", "Start with one region", decision="region-by-firm",
      resolved="26-02-06", how="Signed")
    e("esc-region", "region-contract", NORA, "26-02-04 10:20", HELEN, "Open at two reviews",
      "26-02-05", "Signature is on its way")
    b("archive-vendor", "The vendor of the archive delays the reading rights", FIONA, "26-02-03",
      "26-02-27", "Import from an export file", decision="archive-read",
      resolved="26-02-20", how="Rights for all six firms of the trial")
    e("esc-archive", "archive-vendor", NORA, "26-02-18 10:20", HELEN, "Open at two reviews",
      "26-02-19", "Called the vendor's manager")
    b("trial-stopped", "The trial is stopped until the barriers hold", JONAS, "26-04-14 14:10",
      "26-05-08", "End the trial and delete its documents",
      decision="walls-before-import", resolved="26-05-06 16:00",
      how="Nothing seen in 400 attempts by outsiders")
    e("esc-wall", "trial-stopped", JONAS, "26-04-14 14:30", HELEN,
      "Three of 240 attempts saw titles across a barrier", "26-04-14 15:40",
      "All six firms are told today; nothing starts again before the drill is clean")
    b("outsiders", "No outsiders are free for the drill", EDITH, "26-04-17", "26-04-30",
      "Ask two lawyers of the panel", decision="drill-monthly",
      resolved="26-04-27", how="Two testers from Monday on")
    b("lender-of-lines", "The telephone line has no evening staff", CAMILLE, "26-05-13", "26-06-05",
      "Line closes at 16:00 in the first week", decision="telephone-line")
    e("esc-line", "lender-of-lines", NORA, "26-05-27 10:20", HELEN, "Open at two reviews",
      "26-05-28", "Take the fallback")
    s.add("26-06-02", CAMILLE, "blockerAccepted", {"blocker": "lender-of-lines",
        "fallback": "Line closes at 16:00 in the first week"})
    b("invoice-run", "The first invoice run fails for firms with two offices", BEATRIZ, "26-07-02",
      "26-07-17", "Send these invoices by hand", decision="bill-by-matter",
      resolved="26-07-10", how="Office is a part of the number")
    s.add("26-07-29 13:00", BEATRIZ, "blockerReopened", {"blocker": "invoice-run",
        "reason": "Firms with three offices"})
    s.add("26-08-03", BEATRIZ, "blockerResolved", {"blocker": "invoice-run",
        "resolution": "Any number of offices, tested with all firms"})
    b("holiday-cover", "Nobody covers the barrier drill in August", JONAS, "26-07-29 14:00",
      "26-08-14", "Postpone the drill by two weeks", decision="drill-monthly",
      resolved="26-08-04", how="Delegated to the access team")


def scope(s):
    c = s.scope_change
    s.add("26-03-25 15:00", NORA, "scopeLocked",
        {"reason": "The trial runs; what changes now is a change"})
    c("change-video", "Film the first session", "session-with-person", BEATRIZ, "26-02-11", CAMILLE,
      "26-02-20", "DENIED", "A filmed lawyer does not show a matter",
      given_up="Two weeks of Onboarding", impact="first_review_done unknown",
      ritual_effect="Sessions would be rehearsed", source="campaign: spring fair", expands=True)
    c("change-fewer-fields", "Drop four fields of the firm profile", "first-value", LUCAS,
      "26-03-12", NORA, "26-03-16", "APPROVED", "It takes something away",
      given_up="Statistics by firm size from the first day", impact="setup two minutes shorter",
      ritual_effect="One obstacle fewer", source="session 9")
    c("change-fair-demo", "Show the trial at the spring fair", "invite-waves", BEATRIZ, "26-04-09",
      NORA, "26-04-17", "DENIED", "Nothing is shown while the barriers are in question",
      given_up="Two days of the trial", impact="none on first_review_done",
      ritual_effect="Two sessions fall out", source="campaign: spring fair", expands=True)
    c("change-italian", "Standard rules for Italy", "laws-three", FIONA, "26-05-06", EDITH,
      "26-06-04", "DENIED", "Not before the three are tested in full",
      given_up="The rules for France", impact="rules_tested_france later by a month",
      ritual_effect="None", source="firm in the panel", expands=True)
    c("change-partner-view", "A page for partners with the numbers of their matters", "weekly-mail",
      BEATRIZ, "26-05-18", NORA, "26-06-02", "APPROVED",
      "First reviews come in time, and partners ask for it",
      given_up="The second picture in the weekly mail", impact="first_review_done up by little",
      ritual_effect="One more page to read aloud", source="panel of May", expands=True,
      review="26-06-02")
    c("change-late-line", "Line until 20:00", "telephone-line", CAMILLE, "26-06-18", NORA,
      "26-06-22", "APPROVED", "Calls after 18:00 were one in nine",
      given_up="One person in the morning", impact="setup_questions answered sooner",
      ritual_effect="None", source="first two days")
    s.add("26-07-16 10:00", NORA, "scopeChangeDecided", {"change": "change-late-line",
        "outcome": "REVERTED", "rationale": "Three calls in two weeks"})
    c("change-call-back", "Call firms that stopped at the barriers", "call-back", CAMILLE,
      "26-06-29 10:00", NORA, "26-07-08", "APPROVED", "Nine firms are waiting for it",
      given_up="The second reading of the guide in July", impact="setup_questions fall",
      ritual_effect="Reading of the guide is once in July", source="support pass", expands=True)
    c("change-templates", "Templates for barriers", "wall-templates", JONAS, "26-06-29 11:00", NORA,
      "26-07-15", "APPROVED", "The slowest step of all",
      given_up="Dark colours in the administrator's page", impact="setup two days shorter",
      ritual_effect="Barriers are a part of the session", source="support pass", expands=True)
    c("change-bulk-redline", "Redlines for many contracts at once", "redline-in-word", FIONA,
      "26-09-03", NORA, "26-09-11", "DENIED", "One contract at a time is what was tested",
      given_up="The October model", impact="first_review_hours unknown",
      ritual_effect="A session of its own", source="large firm", expands=True)
    s.add("26-03-16 09:00", FIONA, "pilotStarted", {"id": "six-firms",
        "workflow": "From the order form to the first redline, six firms of three sizes",
        "owner": FIONA})
    s.add("26-05-29 14:00", FIONA, "pilotClosed", {"pilot": "six-firms", "supportsRollout": True,
          "findings": "Five of six firms reviewed in ten days; barriers were repaired and tried "
                      "again; German scans needed joined words"})


def evidence(s):
    rng = s.random
    # Firms that reached their tenth day, before and after: panel firms first, then the waves.
    total, done = 0, 0
    for number, (when, firms, rate) in enumerate((
            ("26-02-19", 18, 0.61), ("26-03-18", 16, 0.62), ("26-04-09", 14, 0.65),
             ("26-05-20 08:30", 26, 0.74), ("26-06-04", 12, 0.7), ("26-06-11 08:10", 8, 0.8),
            ("26-06-30 08:20", 8, 0.7), ("26-07-14", 16, 0.66), ("26-07-28", 16, 0.62),
             ("26-08-18", 8, 0.7), ("26-09-08", 12, 0.75), ("26-09-29", 16, 0.76),
            ("26-10-20", 20, 0.76), ("26-11-10 08:10", 16, 0.77))):
        total, done = total + firms, done + int(firms * rate + 0.5)
        s.evidence(when, PAVEL, "first_review_done_before", "share", share(141, 328),
            "Firms of 2024 and 2025")
        s.evidence(when, PAVEL, "first_review_done", "share", share(done, total),
            "Event log, firms past their tenth day")
        s.evidence(when, PAVEL, "firm_mix_p", "p", count((12 + rng.below(80)) / 100),
            "Size of firms beside all customers", method="chi-square")
        s.evidence(when, PAVEL, "reviews_without_times", "share",
            share(rng.below(2), max(total, 60)), "Event log beside the calendar")
        s.evidence(when, CAMILLE, "setup_questions_before", "share", share(171, 328),
            "Tickets of 2024 and 2025")
        asked = (0.36, 0.41, 0.42, 0.44, 0.43, 0.42, 0.44, 0.47, 0.5, 0.48, 0.45, 0.42, 0.4,
            0.38)[number]
        s.evidence(when, CAMILLE, "setup_questions", "share", share(int(total * asked), total),
            "Firms that asked about the setup")
        s.evidence(when, CAMILLE, "first_review_hours_by_hand", "h", mean(3.9, 0.14, 212, 0.0),
            "Panel diaries of 2025")
        s.evidence(when, CAMILLE, "first_review_hours", "h",
            mean(round(2.9 - 0.04 * number, 2), round(0.28 - 0.013 * number, 3), max(total, 20),
            0.0), "Timed first reviews")
    for when, attempts, seen in (("26-02-24", 120, 0), ("26-03-24", 160, 0),
        ("26-04-14 12:50", 240, 3), ("26-04-29", 200, 1), ("26-05-06 14:20", 400, 0),
        ("26-06-08", 400, 0),
                                 ("26-07-08", 400, 0), ("26-08-12", 400, 0),
                                  ("26-09-16 08:15", 400, 0), ("26-10-14 08:15", 400, 0),
                                  ("26-11-10", 400, 0)):
        s.evidence(when, JONAS, "wall_crossings", "sightings", count(seen),
            f"Drill with {attempts} attempts by opponents", sample_count=attempts)
    for when, found, marked, right, all_findings in (("26-02-23", 1011, 1060, 930, 1008),
        ("26-04-08", 1204, 1262, 1131, 1222), ("26-05-19 08:15", 1498, 1566, 1420, 1524),
                                                     ("26-06-09 08:20", 1655, 1716, 1561, 1667),
                                                      ("26-07-21", 1702, 1768, 1600, 1714),
                                                      ("26-09-07", 1811, 1874, 1699, 1813),
                                                     ("26-10-05", 1933, 1984, 1812, 1926),
                                                      ("26-11-09", 1990, 2040, 1866, 1979)):
        s.evidence(when, AMARA, "clause_recall", "share", share(found, marked),
            "Test set, marked by two lawyers")
        s.evidence(when, AMARA, "finding_precision_by_hand", "share", share(912, 1003),
            "First readers of the panel")
        s.evidence(when, AMARA, "finding_precision", "share", share(right, all_findings),
            "Test set, marked by two lawyers")
    for when, seconds_, low, high in (("26-02-11", 58.0, 54.0, 62.0),
        ("26-02-25 08:10", 84.0, 79.0, 88.0), ("26-04-09", 81.0, 76.0, 86.0),
        ("26-05-14", 72.0, 68.0, 77.0), ("26-06-09", 70.0, 66.0, 75.0),
                                      ("26-07-22", 74.0, 69.0, 80.0),
                                       ("26-09-09", 69.0, 65.0, 74.0),
                                       ("26-10-28", 66.0, 62.0, 71.0)):
        s.evidence(when, "team-documents", "findings_seconds_p90", "s",
            interval(seconds_, low, high, 800), "Forty contracts, twenty runs")
    for when, whole, matters in (("26-02-24", 4081, 4090), ("26-04-21", 11920, 11950),
        ("26-06-10", 31890, 31940), ("26-08-20", 61240, 61310), ("26-10-27", 90011, 90087)):
        s.evidence(when, FIONA, "matters_imported_whole", "share", share(whole, matters),
            "Second run beside the first")
    for when, trail, accesses in (("26-02-25", 18211, 18214), ("26-04-15", 24090, 24092),
        ("26-06-03", 41877, 41880), ("26-07-22", 60412, 60415), ("26-09-10", 72100, 72104),
        ("26-10-29", 80233, 80235)):
        s.evidence(when, JONAS, "accesses_on_trail", "share", share(trail, accesses),
            "One day replayed against the trail")
    for when, gone in (("26-02-26", 24), ("26-05-27 08:30", 40), ("26-08-26", 40),
        ("26-10-30", 40)):
        s.evidence(when, JONAS, "deletions_complete", "share", share(gone, gone),
            "Deleted samples looked for in store, index and backup")
    for when, saml, oidc in (("26-02-18", 57, 31), ("26-05-13", 59, 52), ("26-08-19", 60, 58)):
        s.evidence(when, ACCESS, "saml_cases", "share", share(saml, 60),
            "Sign-in cases, twelve directories")
        s.evidence(when, ACCESS, "oidc_cases", "share", share(oidc, 60),
            "Sign-in cases, twelve directories")
    for number, when in enumerate(("26-02-23", "26-03-23", "26-04-20", "26-05-18", "26-06-08",
        "26-06-22", "26-07-13", "26-08-10", "26-09-07", "26-10-05", "26-11-02")):
        s.evidence(when, ACCESS, "people_locked_out", "share",
            share(number % 3, 380 + 160 * number), "Sign-in log of the week")
    for when, england, germany, france in (("26-02-25", 158, 153, 84),
        ("26-05-12", 160, 158, 121), ("26-07-14", 160, 160, 150), ("26-09-22", 160, 160, 158)):
        for law, tested in (("england", england), ("germany", germany), ("france", france)):
            s.evidence(when, EDITH, "rules_tested_" + law, "share", share(tested, 160),
                "List of standard rules")
    # Words for the table of the next firms, every second Monday.
    begin = s.at("26-02-16 08:40")
    for number in range(20):
        when = begin + days(14 * number)
        load = {8: "usual", 9: "usual", 10: "usual", 11: "usual", 12: "usual",
            13: "usual"}.get(number, "low")
        s.evidence(when, SUPPORT, "support_load", "", word(load), "Calls and tickets of two weeks")
        s.evidence(when, AMARA, "finding_drift", "", word("slight" if number in (17,) else "none"),
            "Same forty contracts as last time")
    s.add("26-02-12", RAVI, "evidenceRetracted", {"evidence": "findings_seconds_p90-01",
        "reason": "Measured on an empty queue"})


def talk(s):
    rows = [
        ("who-is-administrator", FIONA, "25-12-08", "setup", "a firm can start alone",
         "Small firms have no administrator", "25-12-12", JONAS,
         "The first partner is one until somebody else is named"),
        ("sample-fields", EDITH, "25-12-10", "sample matter", "something to look at",
         "A lease is of no use to a criminal lawyer", "25-12-15", LUCAS, "Samples for five fields"),
        ("barrier-word", BEATRIZ, "25-12-16", "barriers", "one word for one thing",
         "Lawyers say information barrier, we say wall", "26-01-07", BEATRIZ,
         "Barrier, on every page"),
        ("score-or-sentence", PAVEL, "26-01-12", "findings", "findings can be checked",
         "A score would let us measure", "26-01-20", AMARA, ""),
        ("trail-years", EDITH, "26-02-02", "trail", "clients can be answered",
         "Two years are shorter than most mandates", "26-02-16", JONAS,
         "Two years at hand, ten in the archive"),
        ("invite-assistant", CAMILLE, "26-02-04", "help", "a lawyer decides who looks",
         "Assistants call us, not partners", "26-02-26", CAMILLE,
         "Assistants may invite where the partner allowed it"),
        ("hour-is-long", FIONA, "26-02-09", "first session", "somebody is there",
         "Partners have no hour", "26-02-20", CAMILLE,
         "Twenty minutes with the partner, the rest with the team"),
        ("report-to-whom", JONAS, "26-02-25", "import", "nobody misses a matter",
         "Who reads the import report?", "26-03-02", FIONA,
         "The administrator, and the partner of each missing matter"),
        ("mail-language", LUCAS, "26-03-04", "weekly mail", "partners know", "Which language?",
         "26-03-09", BEATRIZ, "That of the firm profile"),
        ("fair-what", PAVEL, "26-03-02", "queue", "nobody waits for another",
         "Fair by files or by pages?", "26-03-10", RAVI, "By pages"),
        ("three-of-240", EDITH, "26-04-14 13:40", "barriers", "nobody sees a matter by accident",
         "Titles of three matters were visible. I have to tell the six firms", "26-04-21 16:10",
         JONAS, ""),
        ("stop-all", HELEN, "26-04-14 14:50", "trial", "trust",
         "Does the whole trial stop, or the search only?", "26-04-15", NORA, "The whole trial"),
        ("letter-tone", BEATRIZ, "26-04-15", "letter to the firms", "plain words",
         "No security phrases, please", "26-04-16", EDITH, "Rewritten: what, when, whom, what now"),
        ("drill-proof", FIONA, "26-05-06 16:30", "barriers", "firms can believe it",
         "May the panel read the report of the outsiders?", "26-05-08", EDITH, "Yes, in full"),
        ("line-hours", NORA, "26-05-25", "telephone", "a voice in the first month",
         "Is 16:00 acceptable?", "26-06-01", CAMILLE, "For one week"),
        ("nine-people", CAMILLE, "26-06-02", "sign-in", "no Monday without access",
         "Nine people of one firm could not get in", "26-06-05 11:20", JONAS, ""),
        ("partner-page-numbers", PAVEL, "26-06-04", "partner page", "numbers are right",
         "Matters and documents are mixed up", "26-06-10", BEATRIZ, "Matters only"),
        ("slowest-step", LUCAS, "26-06-24", "setup", "a barrier in two minutes",
         "Administrators need eleven minutes", "26-07-14", JONAS, ""),
        ("seals", FIONA, "26-07-16", "scans", "sealed pages are read",
         "A notary's copy was refused page by page", "26-08-11", AMARA, ""),
        ("august", CAMILLE, "26-07-27", "waves", "nobody waits", "I have four people in August",
         "26-08-04", NORA, ""),
        ("model-notice", EDITH, "26-09-28", "findings", "no surprise",
         "Firms must hear of a new model before it counts", "26-10-05", AMARA,
         "Two weeks before, in the weekly mail"),
    ]
    led = {"score-or-sentence": "show-source", "three-of-240": "barrier-in-index",
        "nine-people": "lock-after-ten", "slowest-step": "wall-templates", "seals": "french-seals",
           "august": "smaller-waves"}
    for name, who, opened, section, objective, text, closed, by, answer in rows:
        s.comment(name, who, opened, section, objective, text, by=by, closed=closed, answer=answer,
            led_to=led.get(name, ""))
    s.comment("dark-colours", LUCAS, "26-02-27", "administrator's page", "easy reading",
        "Dark colours at night?", closed="26-03-06", withdrawn="Nobody works at night, they say")


def rhythm(s):
    s.weekly("25-11-26 10:00", 51, NORA, {
        1: "First review: what a firm needs in its first ten days",
        5: "Short review before the holidays", 6: "Short review between the years",
        11: "Design gate passed; marked contracts have arrived",
        16: "All of the must list passes: the trial may begin",
        20: "Before the drill: nothing known yet",
        21: "Trial stopped; barriers are the only subject",
        25: "Outsiders saw nothing in 400 attempts; trial goes on",
        29: "Everything passes two days before the go decision", 30: "Day after the launch: quiet",
        32: "Support pass done: barriers take too long to set",
        40: "August: half waves, no firm waits", 46: "October model in use",
        51: "Last review: what stays open goes to the product team"})
    s.held(FIRST, CAMILLE, "26-02-06 09:00", 1, 41, "One firm, one contract, one list of obstacles")
    s.held(THEMES, CAMILLE, "25-12-10 14:00", 2, 25, "Themes of two weeks")
    s.held(PATHS, JONAS, "26-02-24 13:00", 4, 10, "Barrier drill and who decides")
    s.held(GUIDE, LUCAS, "26-03-13 10:00", 4, 9, "Guide read aloud by somebody new")
    s.signal("first reviews come in time", PAVEL, [("26-01-28 10:30", "NOT_YET", "9 firms"),
        ("26-02-25 10:30", "MATERIALISED", "11 of 18 firms"),
        ("26-04-08 10:30", "MATERIALISED", "21 of 34 firms"),
        ("26-05-27 10:30", "MATERIALISED", "74 firms"),
                                                   ("26-07-29 10:30", "MATERIALISED", "134 firms"),
                                                    ("26-10-21 10:30", "MATERIALISED",
                                                    "206 firms")])
    s.signal("barriers are set by the firm alone", JONAS, [("26-06-24 10:30", "CONTRADICTED",
        "Nine firms stopped there"), ("26-09-02 10:30", "MATERIALISED",
        "With templates, 31 of 33")])
    for number, when in enumerate(("25-12-18", "26-01-29", "26-02-26", "26-03-26", "26-04-30",
        "26-05-28", "26-06-25", "26-07-30", "26-08-27", "26-09-24", "26-10-29"), 1):
        s.report(when, NORA, f"risks-{number:02d}", "RISKS",
            f"Risks of the onboarding, page {number}")
    for name, when in (("winter", "26-02-27"), ("spring", "26-05-29"), ("launch", "26-06-19"),
        ("autumn", "26-09-30")):
        s.report(when, NORA, f"executive-{name}", "EXECUTIVE", f"Onboarding of law firms, {name}")
    s.report("26-06-12 15:00", BEATRIZ, "release-words", "RELEASE",
        "What we tell firms and what firms may tell clients")


def after_launch(s):
    s.add("26-06-16 07:30", RAVI, "launched", {"release": "onboarding-1.0",
        "note": "Eight firms of the first wave at nine"})
    issues = [
        ("import-umlauts", "Umlauts in matter names are broken after the import", FIONA, "26-06-17",
         "Names equal those in the archive for every matter of the firm", "26-06-23",
         "Compared for all 4 firms", "moving"),
        ("barrier-eleven", "Setting the first barrier takes eleven minutes", JONAS, "26-06-24",
         "Three minutes or less for nine of ten administrators", "26-08-12",
         "Templates; 31 of 33 within three minutes", "confidence"),
        ("mail-twice", "Partners of two firms get the weekly mail twice", BEATRIZ, "26-06-29",
         "One mail for each person and week", "26-07-08", "One mail with two parts", "help"),
        ("invoice-offices", "Invoices of firms with two offices lack half of the matters", BEATRIZ,
         "26-07-02", "Invoice agrees with the list of matters", "26-08-04", "Agrees for all firms",
         "moving"),
        ("seal-refused", "Sealed copies are refused", AMARA, "26-07-16",
         "Nine of ten sealed pages of the test set are read", "26-09-09", "58 of 62 are read",
         "findings"),
        ("add-in-slow", "The add-in starts slowly on old machines", RAVI, "26-08-05",
         "Five seconds on the test machine", "26-09-14", "Four seconds", "findings"),
        ("trail-filter", "The trail cannot be filtered by day", JONAS, "26-09-23",
         "A partner finds an access of a given day in a minute", "26-10-12",
         "Filter by day and person", "confidence"),
        ("export-names", "Exported files lose the client's name", RAVI, "26-10-19",
         "Name of the file equals the name on the page", "26-11-04",
         "Equal in the forty test matters", "moving"),
    ]
    for name, title, owner, opened, standard, closed, how, cohort in issues:
        s.add(opened, owner, "postLaunchIssueOpened", {"id": name, "title": title, "owner": owner,
            "standard": standard, "cohort": cohort})
        s.add(closed, owner, "postLaunchIssueClosed", {"issue": name, "resolution": how})
    for name, at, metric, expectation, findings in (
            ("after-two-weeks", "26-07-01 13:00", "first_review_done",
             "Clear control over who sees a document",
             "First reviews hold; barriers are slow to set"),
            ("after-two-months", "26-08-19 13:00", "setup_questions",
             "Exceptions and questions go to a named person",
             "Questions rose in July and fall again with templates"),
            ("after-four-months", "26-10-21 13:00", "first_review_hours",
             "Less friction, shown by numbers", "Half an hour less than at the launch")):
        s.add("26-02-19 15:00", CAMILLE, "postLaunchReviewScheduled",
            {"id": name, "at": f"20{at.replace(' ', 'T')}:00Z", "owner": CAMILLE,
            "coversOutcome": True,
              "coversRisk": True, "metric": metric, "expectation": expectation})
        s.add(at, CAMILLE, "postLaunchReviewHeld", {"review": name, "findings": findings})
    s.add("26-06-25 13:00", NORA, "retrospectiveHeld", {"id": "retrospective", "findings": [
        "The drill should have come before the trial, not in its fifth week",
        "Telling the six firms the same day kept all six",
        "Sessions with a person were worth each hour"]})
    s.add("26-06-29 15:00", CAMILLE, "supportPassHeld", {
        "id": "support-pass", "hasImproved": True,
        "scopeChanges": ["change-call-back", "change-templates"]})
    s.report("26-11-11 14:00", NORA, "wrap-up", "WRAP_UP",
        "What moved, who decided it, and what stays open")
    s.report("26-11-12 09:00", NORA, "decisions", "DECISIONS",
        "Record of the decisions of the year")
    s.add("26-11-13 15:00", NORA, "cycleClosed",
        {"note": "Two risks go on to the product team: two-products and old-rules"})


def build():
    """The log of the cycle."""
    s = Story("legaltech-customer-success-onboarding-optimization", 20261113, "26-11-13 16:00",
        FIRST, MEASURE, NODE_TEAM, [PAVEL, FIONA], [EDITH, JONAS, FIONA])
    s.open("25-11-17 08:30", "quillmark-onboarding",
        "Onboarding of law firms to Quillmark, a contract review product (made-up example)", NORA,
        "Nora Achterberg, head of onboarding")
    s.parties("25-11-17 08:40", NORA, """
        person ravi-menon Ravi Menon, engineering lead
        person camille-dubois Camille Dubois, customer success
        person edith-brandt Edith Brandt, general counsel
        person jonas-kivela Jonas Kivela, security and access
        person amara-nwosu Amara Nwosu, findings and models
        person lucas-moreau Lucas Moreau, design
        person helen-ashcroft Helen Ashcroft, vice president customers
        person viktor-sandberg Viktor Sandberg, managing director
        person beatriz-lima Beatriz Lima, words and prices
        person pavel-novak Pavel Novak, measurement
        person fiona-macleod Fiona MacLeod, panel of firms and moving
        team team-onboarding Onboarding
        team team-documents Documents
        team team-access Access
        team team-platform Platform
        team team-support Support
        team team-moving Moving""")
    s.roles("25-11-17 09:10", NORA, """
        SIGN_OFF_OWNER nora-achterberg
        POST_LAUNCH_OWNER camille-dubois
        LEADERSHIP_CONTACT helen-ashcroft
        SPONSOR viktor-sandberg
        GO_TO_MARKET_OWNER beatriz-lima
        APPROVER edith-brandt jonas-kivela fiona-macleod
        IMPLEMENTER team-onboarding team-documents team-access team-platform team-support
        IMPLEMENTER team-moving""")
    s.rituals("25-11-17 09:30", NORA, [
        (FIRST, CAMILLE, 1, "One firm reviews its first contract while we watch"),
        (THEMES, CAMILLE, 2, "Themes of two weeks, each with a decision or a reason for none"),
        (PATHS, JONAS, 4, "A report comes in: who decides what, in how many minutes"),
        (GUIDE, LUCAS, 4, "Somebody new reads the guide aloud")])
    s.calendar("25-11-17 10:00", NORA, [
        ("kick_off", "BEGIN", "25-11-17 08:00"), ("design_gate", "GATE", "26-01-28 17:00"),
         ("trial_gate", "GATE", "26-03-11 17:00"), ("scope_gate", "GATE", "26-05-27 17:00"),
        ("go_gate", "GATE", "26-06-12 15:00"), ("launch", "LAUNCH", "26-06-16 08:00"),
         ("end", "END", "26-11-13 17:00")], "25-11-17 00:00", "26-11-13 17:00")
    for team, lines in COMPONENTS.items():
        s.nodes("25-11-18 08:15", RAVI, "COMPONENT", lines)
    s.nodes("25-11-18 08:15", RAVI, "JOURNEY_STEP", STEPS)
    s.nodes("25-11-18 08:15", RAVI, "TOUCHPOINT", TOUCHPOINTS)
    s.touchpoints("25-11-18 08:15", LUCAS, TOUCHPOINT_ROWS)
    s.edges("25-11-19 09:00", RAVI, EDGES)
    for name, nodes, probability in (("one-key-store", ["sign-in", "document-store", "share-links"],
        0.01),
                                     ("region-outage", ["document-store", "search-index", "backup"],
                                      0.02)):
        s.add("25-11-19 10:00", RAVI, "commonCauseDeclared",
            {"id": name, "nodes": nodes, "probability": probability})
    s.criteria("25-11-20 09:00", NORA, *criteria())
    s.add("25-11-20 10:00", NORA, "outcomeDefined", {"outcome": {
        "id": "first-review",
        "statement": "New firms review their first contract within ten days, without giving up "
                     "control of who sees what",
        "metric": "first_review_done", "unit": "share", "baseline": 0.43, "target": 0.6,
        "comparison": "GREATER_OR_EQUAL",
        "windowStart": "2026-06-16T08:00:00Z", "windowEnd": "2026-11-13T17:00:00Z", "ritual": FIRST,
        "progressSignal": "first reviews come in time",
        "lens": "Does it take away what stops a lawyer on the first day?",
        "conditions": [
            {"id": "arrive", "text": "More firms review in time than before",
            "criterion": "more-first-reviews"},
            {"id": "barriers", "text": "No document is seen by the other side",
            "criterion": "no-wall-crossed"},
            {"id": "findings", "text": "Findings are as good as those of a first reader",
            "criterion": "no-more-false-alarms"},
            {"id": "whole", "text": "Matters arrive whole", "criterion": "matters-arrive"},
            {"id": "load", "text": "Support can take the next firms", "criterion": "may-invite"}]}})
    decisions(s)
    risks(s)
    blockers(s)
    scope(s)
    evidence(s)
    talk(s)
    rhythm(s)
    after_launch(s)
    s.dependencies("26-02-03 09:00", NORA, [
        ("import-twice", "walls-before-import", FIONA, "Thursday moving round",
         "matters_imported_whole"), ("numbers-stay", "import-twice", FIONA, "Thursday moving round",
         "matters_imported_whole"),
        ("correct-teaches", "show-source", AMARA, "test set", "finding_precision"),
         ("redline-in-word", "show-source", LUCAS, "test set", "first_review_hours"),
        ("trail-readable", "roles-four", JONAS, "barrier drill", "accesses_on_trail"),
         ("support-sees-nothing", "trail-readable", CAMILLE, "barrier drill", "accesses_on_trail"),
        ("delete-thirty", "region-by-firm", JONAS, "deletion test", "deletions_complete"),
         ("session-with-person", "sample-first", CAMILLE, "first session", "first_review_done"),
        ("guide-one-page", "same-words", LUCAS, "guide reading", "setup_questions"),
         ("search-index", "region-by-firm", RAVI, "barrier drill", "wall_crossings")])
    s.dependencies("26-03-05 09:00", NORA, [
        ("bill-by-matter", "numbers-stay", BEATRIZ, "invoice test", "matters_imported_whole"),
         ("weekly-mail", "same-words", BEATRIZ, "guide reading", "setup_questions"),
        ("invite-waves", "session-with-person", NORA, "weekly review", "support_load"),
         ("model-pinned", "language-first", AMARA, "test set", "clause_recall")])
    s.gate("26-01-28 15:00", NORA, "design_gate", "REVIEW", "GO",
        "The first ten days are drawn, with what stops a lawyer in each step")
    s.gate("26-03-10 10:00", FIONA, "commit-to-trial", "PRE_COMMITMENT", "GO",
        "Six firms, eleven weeks and two people are enough to see it", reachable=True)
    s.gate("26-03-11 15:00", NORA, "trial_gate", "REVIEW", "GO", "All of the must list passes")
    s.gate("26-05-27 15:00", NORA, "scope_gate", "REVIEW", "GO",
        "The repair of the barriers holds and the trial agrees")
    s.gate("26-06-10 15:00", NORA, "commit-to-launch", "PRE_COMMITMENT", "GO",
        "The waves fit the people we have", reachable=True)
    s.gate("26-06-12 13:30", NORA, "go_gate", "REVIEW", "GO",
        "More firms arrive, nothing is seen across a barrier, and somebody answers the telephone")
    s.add("26-03-10 11:00", EDITH, "waiverGranted", {"id": "waiver-france",
        "path": "TEST_EVIDENCE/rules-france", "reason": "No French firm is in the trial",
        "until": "2026-05-29T16:00:00Z"})
    s.add("26-06-11 11:00", FIONA, "waiverGranted", {"id": "waiver-openid",
        "path": "TEST_EVIDENCE/oidc-sign-in",
        "reason": "No firm of the first three waves signs in that way",
          "until": "2026-12-31T16:00:00Z"})
    return s


def telemetry():
    """From the trial in March to the end of the cycle."""
    minute, hour, day = 60, 3600, 86400
    t = Telemetry(20260316, "26-03-16 00:00", "26-11-13 00:00",
                  (("small-firm", 5), ("middle-firm", 3), ("large-firm", 1)),
                  (("trial", 0), ("onboarding-1.0", 92 * day), ("onboarding-1.1", 176 * day)))
    lawyers = t.accounts(460, "lawyer", {"small-firm": 0.74, "middle-firm": 0.7,
        "large-firm": 0.62},
                         0.05)
    t.journeys(420, "start", "first-review", (0.97, 0.9, 0.86, 0.93, 0.95),
               (5 * minute, 2 * hour, 9 * hour, day, 3 * day, 9 * day))
    t.tickets(360, lawyers, ((15 * minute, 7 * hour, 20 * hour, 3 * day, 15 * day),
                             (12 * minute, 4 * hour, 13 * hour, 2 * day, 9 * day)))
    t.exceptions(280, (("page-unreadable", 5, 3, 0.93), ("barrier-unclear", 3, 5, 0.84),
                       ("matter-number-twice", 3, 4, 0.95), ("sign-in-locked", 3, 3, 0.97),
                       ("other-law", 2, 3, 0.9), ("import-stopped", 1, 5, 0.8)))
    t.answers(430, lawyers, (("confidence", 5, (1, 3, 4, 5, 6 - 0.001)),
                             ("recommend", 10, (1, 6, 8, 9, 11 - 0.001))), 0.52)
    return t.csv()
