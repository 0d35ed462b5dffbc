/** An application as a platform sends it (invented): message 0200 of XBau-Hochbau 2.6. */
export const applicationXml = `<?xml version="1.0" encoding="UTF-8"?>
<xbau:baugenehmigung.antrag.0200 xmlns:xbau="http://www.xleitstelle.de/xbau/2/6" produkt="Musterportal" produkthersteller="Muster GmbH (erfunden)" standard="XBau-Hochbau" version="2.6">
  <nachrichtenkopf.g2g>
    <identifikation.nachricht>
      <nachrichtenUUID>0f0e0d0c-0b0a-4908-8706-050403020100</nachrichtenUUID>
      <nachrichtentyp listURI="urn:xoev-de:xbau:codeliste:xbau-nachrichten" listVersionID="4.0"><code>0200</code></nachrichtentyp>
      <erstellungszeitpunkt>2026-11-22T10:00:00Z</erstellungszeitpunkt>
    </identifikation.nachricht>
    <leser>
      <verzeichnisdienst listURI="urn:xoev-de:kosit:codeliste:verzeichnisdienst" listVersionID="1"><code>DVDV</code></verzeichnisdienst>
      <kennung>bab:0000000</kennung>
      <name>Bauaufsicht Musterstadt (erfunden)</name>
    </leser>
    <autor>
      <verzeichnisdienst listURI="urn:xoev-de:kosit:codeliste:verzeichnisdienst" listVersionID="1"><code>DVDV</code></verzeichnisdienst>
      <kennung>aps:0000001</kennung>
      <name>Musterportal (erfunden)</name>
    </autor>
  </nachrichtenkopf.g2g>
  <xbau:referenzAntragsservice><referenzAntragsservice>11111111-2222-4333-8444-555555555555</referenzAntragsservice></xbau:referenzAntragsservice>
  <xbau:antragsteller>
    <natuerlichePerson><name><familienname><name>Beispiel</name></familienname><vorname><name>Änne</name></vorname></name></natuerlichePerson>
  </xbau:antragsteller>
  <xbau:bauvorhaben>
    <xbau:bezeichnungDesBauvorhabens>Neubau eines Einfamilienhauses</xbau:bezeichnungDesBauvorhabens>
    <xbau:gegenstand>
      <xbau:herstellungskosten><xbau:summeHerstellungskosten>420000</xbau:summeHerstellungskosten></xbau:herstellungskosten>
    </xbau:gegenstand>
    <xbau:verortung><xbau:baugrundstueck><xbau:grundstueck><xbau:anschrift>
      <strasse>Musterweg</strasse><hausnummer>1</hausnummer>
      <postleitzahl>45966</postleitzahl><ort>Gladbeck</ort>
    </xbau:anschrift><xbau:flurstueck><kodierungFlurstueck>
      <gemarkung><bezeichnung>Gladbeck</bezeichnung></gemarkung><flur>12</flur><zaehler>345</zaehler><nenner>6</nenner>
    </kodierungFlurstueck></xbau:flurstueck></xbau:grundstueck></xbau:baugrundstueck></xbau:verortung>
  </xbau:bauvorhaben>
</xbau:baugenehmigung.antrag.0200>
`;

const laughs = Array.from({ length: 12 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join("");

/** The same with entities that would become 10¹² words. */
export const bomb = applicationXml
  .replace("?>", `?><!DOCTYPE d [<!ENTITY l0 "ha">${laughs}]>`)
  .replace("Einfamilienhauses", "&l12;");
