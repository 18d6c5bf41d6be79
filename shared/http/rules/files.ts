import type { Texts } from '../language.ts';

/** Of lists, certificates and pictures that are handed in. */
export const fileRules = {
  'too-many-bytes': {
    de: 'Die Datei ist zu groß. Bitte auf höchstens {max} Byte verkleinern.',
    en: 'The file is too large. Please reduce it to at most {max} bytes.',
  },
  'image-type': {
    de: 'Das ist weder PNG noch JPEG. Bitte das Bild in einem der beiden Formate speichern.',
    en: 'This is neither PNG nor JPEG. Please save the picture as one of them.',
  },
  'image-damaged': {
    de: 'Das Bild ist beschädigt oder nicht vollständig. Bitte neu speichern und noch einmal hochladen.',
    en: 'The picture is damaged or not complete. Please save it anew and upload it again.',
  },
  'image-dimensions': {
    de: 'Das Bild hat {width} × {height} Pixel. Jede Seite darf {min} bis {max} haben; bitte die Größe anpassen.',
    en: 'The picture has {width} × {height} pixels. Each side may have {min} to {max}; please resize it.',
  },
  'pem-certificate': {
    de: 'Das ist kein Zertifikat im PEM-Format. Bitte alles von „-----BEGIN CERTIFICATE-----“ bis „-----END CERTIFICATE-----“ einfügen, ohne privaten Schlüssel.',
    en: 'This is not a certificate in PEM. Please paste everything from “-----BEGIN CERTIFICATE-----” to “-----END CERTIFICATE-----”, without a private key.',
  },
  'contact-name': {
    de: 'Der Kontakt hat keinen Namen. Bitte einen Anzeigenamen, Vor- oder Nachnamen oder eine Firma angeben.',
    en: 'The contact has no name. Please give a display name, a given name or surname, or a company.',
  },
  'person-erased': {
    de: 'Dieser Eintrag gehört zu einer Person, die auf Verlangen gelöscht wurde und nicht wieder aufgenommen wird. Bitte weglassen, oder zuerst die Löschung aufheben.',
    en: 'This entry is of a person who was erased on request and is not taken in again. Please leave it out, or lift the erasure first.',
  },
  'file-without-entries': {
    de: 'Die Datei enthält keine Einträge. Bitte mindestens einen hineinschreiben.',
    en: 'There are no entries in the file. Please put in at least one.',
  },
  'more-errors': {
    de: 'Insgesamt sind es {all} Fehler; {more} weitere sind hier nicht aufgeführt. Bitte erst diese korrigieren.',
    en: 'There are {all} errors in all; {more} more are not listed here. Please correct these first.',
  },
  'csv-no-headings': {
    de: 'In der ersten Zeile steht keine bekannte Überschrift. Bitte dort z. B. Anzeigename;Telefon;E-Mail schreiben, getrennt durch Semikolon, Komma oder Tabulator.',
    en: 'There is no known heading in the first line. Please write e.g. Display name,Phone,E-mail there, separated by semicolons, commas or tabs.',
  },
  'csv-quotes': {
    de: 'Hier stimmen die Anführungszeichen nicht. Bitte jedes öffnende auch schließen und innerhalb eines Feldes verdoppeln.',
    en: 'The quotation marks are wrong here. Please close each one that is opened, and double those inside a field.',
  },
  'csv-too-many-cells': {
    de: 'Die Zeile hat mehr Felder als die Überschriften. Bitte Felder mit Trennzeichen darin in Anführungszeichen setzen.',
    en: 'The line has more fields than there are headings. Please put fields that hold a separator into quotation marks.',
  },
  'vcard-version': {
    de: 'Angenommen werden vCards der Versionen 3.0 und 4.0. Bitte so exportieren (aus Outlook, das 2.1 schreibt, als CSV); VERSION gehört in jede Karte.',
    en: 'Taken are vCards of the versions 3.0 and 4.0. Please export them so (from Outlook, which writes 2.1, as CSV); VERSION belongs in each card.',
  },
  'vcard-line': {
    de: 'Das ist keine Zeile einer vCard. Bitte NAME:Wert schreiben und Fortsetzungen mit einem Leerzeichen beginnen.',
    en: 'This is no line of a vCard. Please write NAME:value, and begin what continues a line with a blank.',
  },
  'vcard-not-begun': {
    de: 'Diese Zeile steht außerhalb einer vCard. Bitte BEGIN:VCARD davor setzen oder sie löschen.',
    en: 'This line is outside of any vCard. Please put BEGIN:VCARD before it or delete it.',
  },
  'vcard-not-ended': {
    de: 'Diese vCard endet nicht. Bitte END:VCARD ans Ende setzen.',
    en: 'This vCard does not end. Please put END:VCARD at its end.',
  },
  'vcard-encoding': {
    de: 'Quoted-printable gibt es nur in vCard 2.1. Bitte die Karten als 3.0 oder 4.0 in UTF-8 exportieren.',
    en: 'Quoted-printable exists in vCard 2.1 only. Please export the cards as 3.0 or 4.0 in UTF-8.',
  },
} as const satisfies Record<string, Texts>;
