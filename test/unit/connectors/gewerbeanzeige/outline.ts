/**
 * What stands where in a message of XGewerbeanzeige 2.2 to a foreigners' authority, as KoSIT's valid sample of it has
 * it: names of elements, deeper ones indented. Repetitions of the same element are written once.
 */
export const outline = `
abh.gewerbemeldung.0500
  nachrichtenkopf
    identifikation.nachricht
      nachrichtenUUID
      nachrichtentyp
        code
      erstellungszeitpunkt
    leser
      @authority
    autor
      @authority
  satz
    anmeldung
      satzErstellung
      ereigniszeitpunkt
      autor
        @authority
      istKorrektur
        code
      gemeindeSchluessel
        code
      gemeindeMeldungNr
      gewerbebetriebID
      uuid
      gewerbe
        betrieb
          ID
          eingetragenerName
          eintragungNr
          eintragungOrt
          eintragungPLZ
          eintragungArt
            code
          gerichtSchluessel
            code
          rechtsformSchluessel
            code
        anzahlVollzeitBeschaeftigte
        anzahlTeilzeitBeschaeftigte
        betriebArt
          industrie
            code
          handwerk
            code
          handel
            code
          sonstiges
            code
        niederlassungArt
          code
        istReisegewerbe
          code
        istNebenerwerb
          code
        handwerkskarte
          status
            code
          ausgestelltAm
          ausgestelltVonPLZ
          ausgestelltVonOrt
          ausgestelltVonSchluessel
            code
        anschrift
          strasse
          strassenschluessel
          hausNrVon
          ort
          plz
          nationSchluessel
            code
        beteiligtePerson
          personFunktion
            code
          familienname
          vorname
          geschlecht
            code
          geburtsname
          geburtsdatum
          geburtsort
          geburtsland
          staatangehoerigkeiten
            staatsangehoerigkeitSchluessel
              code
          anschrift
            strasse
            hausNrVon
            ort
            plz
            nationSchluessel
              code
          erreichbarkeit
            kanal
              code
            kennung
          aufenthaltstitel
            status
              code
            ausgestelltAm
            ausgestelltVonName
            ausgestelltVonPLZ
            ausgestelltVonOrt
      gueltigAb
      datumMeldung
      taetigkeitenGesamt
        schwerpunkt
          taetigkeitSchwerpunkt
          taetigkeitSchluessel
          stichwort
        weitereTaetigkeiten
          taetigkeitenZusammengefasst
      grundAnmeldungSchluessel
        code
`;

const authority = `
behoerdenkennung
  praefix
    code
  kennung
    code
erreichbarkeit
  kanal
    code
  kennung
anschrift
  strasse
  hausNr
  ort
  plz
behoerdenname
`;

const linesOf = (text: string) => text.split("\n").filter((line) => line.trim());

/** The outline as paths: "satz/anmeldung/uuid". */
export function expectedPaths(): string[] {
  const open: string[] = [];
  const lines = linesOf(outline).flatMap((line) => {
    const indent = line.length - line.trimStart().length;
    return line.trim() === "@authority" ? linesOf(authority).map((one) => " ".repeat(indent) + one) : [line];
  });
  return lines.map((line) => {
    const depth = (line.length - line.trimStart().length) / 2;
    open.splice(depth, open.length, line.trim());
    return open.slice(1).join("/");
  });
}

/** A message read back: root, paths in their order (each of a run of the same once), and every text. Throws on what is not well-formed. */
export function readXml(xml: string): { root: string; paths: string[]; texts: string[] } {
  const open: string[] = [];
  const paths: string[] = [];
  const texts: string[] = [];
  let root = "";
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
  let at = 0;
  for (const { 0: tag, 1: close = "", 2: name = "", index } of body.matchAll(/<(\/?)(?:xga:)?([\w.]+)[^<>]*>/g)) {
    const between = body.slice(at, index);
    if (/[<>]|&(?!(?:amp|lt|gt|quot|#13);)/.test(between)) throw new Error(`not escaped: ${between}`);
    at = index + tag.length;
    if (!close) {
      open.push(name);
      root ||= name;
      const path = open.slice(1).join("/");
      if (!paths.includes(path)) paths.push(path);
      continue;
    }
    if (open.pop() !== name) throw new Error(`${name} is closed where it is not open`);
    if (between.trim()) texts.push(unescaped(between));
  }
  if (open.length || body.slice(at).trim()) throw new Error("the document does not end with its root");
  return { root, paths, texts };
}

const unescaped = (text: string) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#13;", "\r")
    .replaceAll("&amp;", "&");
