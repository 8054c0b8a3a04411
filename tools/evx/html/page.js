"use strict";
// Builds the page from the texts and records in #documents. Text only ever goes into text nodes, so that nothing in a
// report can become markup.
(() => {
  const KINDS = {meeting: "meeting", date: "date", venue: "venue", participant: "participant", decision: "decision",
    next: "next meeting", record: "record", warning: "warning"};
  const $ = id => document.getElementById(id);

  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== null)
        node.setAttribute(name, value);
    }
    node.append(...children.filter(child => child !== null && child !== undefined));
    return node;
  };

  const documents = [...document.querySelectorAll("#documents section")].map(section => ({
    text: section.querySelector("pre").textContent,
    record: JSON.parse(section.querySelector("script").textContent),
  }));
  $("documents").hidden = true;
  $("bar").hidden = false;

  // Of several reports, without the folders that all of them are in.
  const folders = documents.map(({record}) => record.document.id.split("/").slice(0, -1));
  const common = folders.length < 2 ? 0 :
    folders[0].findIndex((name, level) => folders.some(other => other[level] !== name));
  const shown = common < 0 ? folders[0].length : common;
  const nameOf = record => record.document.id === "-" || !record.document.id ? "standard input" :
    record.document.id.split("/").slice(shown).join("/");
  const titleOf = meeting => meeting.name || meeting.kind + (meeting.body ? ", " + meeting.body : "");
  const venueOf = venue => venue ? [venue.name, venue.country].filter(Boolean).join(", ") : "";
  const dateOf = date => date ? date.value || date.text || "" : "";

  // ---- one report ------------------------------------------------------------

  let values = []; // what the panel shows: {kind, spans, node, marks}
  let chosen = -1;

  // A value of the panel; choosing it shows its span and its rule.
  const addValue = (kind, text, spans, rule, ...notes) => {
    const index = values.length;
    spans = spans.filter(Boolean);
    const node = make("button", {type: "button", class: "value " + kind, "aria-pressed": "false", "data-value": index},
      text || "not stated", ...notes.filter(Boolean).map(note => make("small", {}, note)),
      make("small", {class: "why"}, rule || "", spans.length ? "" : " (not written in the text)"));
    values.push({kind, spans, node, marks: []});
    node.addEventListener("click", () => choose(index === chosen ? -1 : index, true));
    node.addEventListener("mouseenter", () => near(index, true));
    node.addEventListener("mouseleave", () => near(index, false));
    return node;
  };

  const group = (title, items) => items.length ? [make("h3", {}, title), ...items] : [];

  const addDate = date => addValue("date", dateOf(date), [date.span], date.rule,
    date.basis === "document" ? "the date of the report" : date.text && date.text !== date.value ? "“" + date.text + "”" : "");

  const voteOf = vote => vote ? ["for", "against", "abstain"].filter(key => vote[key] !== null && vote[key] !== undefined)
    .map(key => vote[key] + " " + (key === "for" ? "in favour" : key)).join(", ") || (vote.unanimous ? "unanimous" : "") : "";

  const addDecision = (decision, meeting) => {
    const people = new Map(meeting.participants.map(p => [p.id, p.name]));
    const owners = (decision.owner || []).map(id => people.get(id) || id).join(", ");
    return addValue("decision", decision.text, [decision.span, ...(decision.repeats || [])], decision.rule, decision.status,
      owners && "by " + owners, decision.due && "due " + dateOf(decision.due), voteOf(decision.vote));
  };

  const addMeeting = meeting => make("article", {},
    addValue("meeting", titleOf(meeting), [meeting.span], meeting.rule, meeting.status),
    ...group("Date", meeting.date ? [addDate(meeting.date)] : []),
    ...group("Venue", meeting.venue ? [addValue("venue", venueOf(meeting.venue), [meeting.venue.span], meeting.venue.rule)] : []),
    ...group("Participants", meeting.participants.map(p => addValue("participant", p.name, p.spans, p.rule,
      [p.part, p.role, p.affiliation].filter(Boolean).join(", ")))),
    ...group("Decisions", meeting.decisions.map(decision => addDecision(decision, meeting))),
    ...group("Next meeting", meeting.next_meetings.map(next => addValue("next",
      [dateOf(next.date), venueOf(next.venue)].filter(Boolean).join(", ") || next.status,
      [next.span, next.date && next.date.span, next.venue && next.venue.span], next.rule, next.status))));

  const fold = (title, items) => items.length ?
    make("details", {open: ""}, make("summary", {}, title), ...items) : null;

  const addRecord = custom => addValue("record", custom.type, [custom.span], custom.rule,
    Object.entries(custom.fields || custom).filter(([key]) => !["type", "span", "rule", "spans"].includes(key))
      .map(([key, value]) => key + ": " + (value !== null && typeof value === "object" ? JSON.stringify(value) : value)).join("; "));

  const buildPanel = record => {
    const panel = make("aside", {class: "panel", "aria-label": "Record"});
    panel.append(...record.meetings.filter(m => m.main).map(addMeeting));
    const others = record.meetings.filter(m => !m.main).map(addMeeting);
    const dates = record.dates.map(d => addValue("date", d.value || "no date", [d.span], d.rule, "“" + d.text + "”"));
    const folds = [fold("Other meetings", others), fold("Dates in the text", dates), fold("Records", record.records.map(addRecord)),
      fold("Warnings", record.warnings.map(w => addValue("warning", w.message, [w.span], w.code)))];
    panel.append(...folds.filter(Boolean));
    if (!record.meetings.length)
      panel.prepend(make("p", {}, "No meeting was found in this report."));
    return panel;
  };

  // The text cut at the ends of all spans; a piece belongs to every value over it, the shortest span first.
  const buildText = text => {
    const pieces = make("div", {class: "text", "aria-label": "Report"});
    const spans = values.flatMap((value, index) => value.spans.filter(([begin, end]) => begin < end)
      .map(([begin, end]) => ({begin, end, index}))).sort((a, b) => a.begin - b.begin);
    const cuts = [...new Set([0, text.length, ...spans.flatMap(s => [s.begin, s.end])])].sort((a, b) => a - b);
    let open = [], following = 0;
    for (let i = 0; i + 1 < cuts.length; i++) {
      open = open.filter(span => span.end > cuts[i]);
      for (; following < spans.length && spans[following].begin <= cuts[i]; following++)
        open.push(spans[following]);
      const piece = text.slice(cuts[i], cuts[i + 1]);
      pieces.append(open.length ? buildMark(piece, open) : piece);
    }
    return pieces;
  };

  const buildMark = (piece, open) => {
    const over = [...open].sort((a, b) => a.end - a.begin - (b.end - b.begin) || a.index - b.index).map(span => span.index);
    const kind = values[over[0]].kind;
    const inner = kind !== "decision" && over.some(index => values[index].kind === "decision");
    const node = make("span", {class: "mark " + kind + (inner ? " inner" : ""), title: KINDS[kind]}, piece);
    over.forEach(index => values[index].marks.push(node));
    node.addEventListener("click", () => { // again: what stands around it
      const at = over.indexOf(chosen);
      choose(at < 0 ? over[0] : at + 1 < over.length ? over[at + 1] : -1, false);
    });
    node.addEventListener("mouseenter", () => near(over[0], true));
    node.addEventListener("mouseleave", () => near(over[0], false));
    return node;
  };

  const near = (index, yes) => {
    values[index].node.classList.toggle("near", yes);
    values[index].marks.forEach(mark => mark.classList.toggle("near", yes));
  };

  const choose = (index, fromPanel) => {
    if (chosen >= 0) {
      values[chosen].node.classList.remove("on");
      values[chosen].node.setAttribute("aria-pressed", "false");
      values[chosen].marks.forEach(mark => mark.classList.remove("on"));
    }
    chosen = index;
    if (index < 0)
      return;
    const value = values[index];
    value.node.classList.add("on");
    value.node.setAttribute("aria-pressed", "true");
    value.marks.forEach(mark => mark.classList.add("on"));
    const goal = fromPanel ? value.marks[0] : value.node;
    if (fromPanel !== null && goal)
      goal.scrollIntoView({block: "nearest"});
  };

  const buildLegend = () => make("ul", {class: "legend", "aria-label": "Kinds of marks"},
    ...Object.keys(KINDS).filter(kind => values.some(v => v.kind === kind && v.marks.length))
      .map(kind => make("li", {}, make("span", {class: "mark " + kind}, KINDS[kind]))));

  const showReport = index => {
    const {text, record} = documents[index];
    values = [];
    chosen = -1;
    const panel = buildPanel(record), body = buildText(text);
    $("view").replaceChildren(make("div", {class: "report"}, make("div", {}, buildLegend(), body), panel));
    $("title").textContent = document.title = nameOf(record);
    $("about").textContent = record.document.date || "";
    $("back").hidden = documents.length < 2;
    $("keys").hidden = false;
    scrollTo(0, 0);
  };

  // ---- several reports -------------------------------------------------------

  const rowsOf = (record, report) => record.meetings.flatMap(meeting => {
    const announced = meeting.status !== "held";
    const subject = meeting.main && !meeting.name && record.document.title;
    const row = {report, title: subject || titleOf(meeting), date: dateOf(meeting.date), venue: venueOf(meeting.venue),
      status: meeting.status, announced};
    const following = meeting.next_meetings.map(next => ({report, announced: true, title: "next: " + (next.body || titleOf(meeting)),
      date: dateOf(next.date), venue: venueOf(next.venue), status: next.status}));
    return meeting.main || announced ? [row, ...following] : following;
  });

  const byDate = (a, b) => (a.date === "") - (b.date === "") || (a.date < b.date ? -1 : a.date > b.date ? 1 : 0);
  const latestFirst = (a, b) => (a.date === "") - (b.date === "") || byDate(b, a);

  const buildTable = (title, rows) => rows.length ? [make("h2", {}, title), make("table", {},
    make("thead", {}, make("tr", {}, ...["Date", "Meeting", "Venue", "Status", "Report"].map(t => make("th", {scope: "col"}, t)))),
    make("tbody", {}, ...rows.map(row => make("tr", {},
      make("td", {}, row.date || "no date"), make("td", {}, row.title), make("td", {}, row.venue), make("td", {}, row.status),
      make("td", {}, make("a", {href: "#" + (row.report + 1)}, nameOf(documents[row.report].record)))))))] : [];

  const showIndex = () => {
    const rows = documents.flatMap((entry, index) => rowsOf(entry.record, index));
    const silent = documents.map((entry, index) => ({report: index, date: entry.record.document.date || "", title: "no meeting found",
      venue: "", status: ""})).filter(row => !rows.some(other => other.report === row.report));
    $("view").replaceChildren(make("div", {class: "index"},
      ...buildTable("Announced", rows.filter(row => row.announced).sort(byDate)),
      ...buildTable("Held", rows.filter(row => !row.announced).sort(latestFirst)),
      ...buildTable("Reports without a meeting", silent)));
    values = [];
    chosen = -1;
    $("title").textContent = document.title = "Meetings";
    $("about").textContent = documents.length + " reports";
    $("back").hidden = $("keys").hidden = true;
  };

  // ---- address and keys ------------------------------------------------------

  const route = () => {
    const number = Number(location.hash.slice(1));
    if (documents.length === 0)
      $("title").textContent = "No report could be read";
    else if (documents.length === 1)
      showReport(0);
    else if (Number.isInteger(number) && number >= 1 && number <= documents.length)
      showReport(number - 1);
    else
      showIndex();
  };

  const step = by => {
    if (!values.length)
      return;
    choose(chosen < 0 ? (by > 0 ? 0 : values.length - 1) : (chosen + by + values.length) % values.length, true);
    values[chosen].node.focus({preventScroll: true});
    values[chosen].node.scrollIntoView({block: "nearest"});
  };

  addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (event.key === "j")
      step(1);
    else if (event.key === "k")
      step(-1);
    else if (event.key === "Escape" && chosen >= 0)
      choose(-1, null);
    else if (event.key === "Escape" && documents.length > 1)
      location.hash = "";
  });
  addEventListener("hashchange", route);
  route();
})();
