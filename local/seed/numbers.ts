/** A telephone number as a person typed it, and what it means when dialled from Germany. */
export interface NumberSpelling {
  readonly typed: string;
  /** E.164 with the plus sign; null where no caller could be recognised by it. */
  readonly e164: string | null;
  readonly why: string;
}

const spelling = (typed: string, e164: string | null, why: string): NumberSpelling => ({ typed, e164, why });

/**
 * How people write numbers. Munich 089 99998-xxx, Berlin 030 23125-xxx, Hamburg 040 66969-xxx, Cologne 0221 4710-xxx,
 * Frankfurt 069 90009-xxx and mobile 0171 39200xx are ranges that the German regulator keeps free for film and
 * print; 020 7946 0xxx is the British one, 555-01xx the North American one.
 * The default region is DE; a direct number ("Durchwahl") is appended to the head number; it takes the place of a head's "-0", the switchboard.
 */
export const numberSpellings: readonly NumberSpelling[] = [
  spelling('+498999998801', '+498999998801', 'already E.164'),
  spelling('+49 89 99998-802', '+498999998802', 'international, extension after a hyphen (DIN 5008)'),
  spelling('+49 (0)89 / 99998-803', '+498999998803', 'zero in brackets next to the country code'),
  spelling('+49(0)8999998804', '+498999998804', 'the same without any space'),
  spelling('0049 89 99998805', '+498999998805', 'double zero instead of plus'),
  spelling('0049 (0) 89 99998-806', '+498999998806', 'double zero and zero in brackets'),
  spelling('(089) 99998-807', '+498999998807', 'area code in brackets'),
  spelling('089/99998808', '+498999998808', 'slash after the area code'),
  spelling('089 / 99 99 88 09', '+498999998809', 'groups of two'),
  spelling('089.99998.810', '+498999998810', 'dots'),
  spelling('+49.89.99998811', '+498999998811', 'dots, international'),
  spelling('089/99998-812', '+498999998812', 'slash and hyphen'),
  spelling('089 - 99998 813', '+498999998813', 'hyphen with spaces after the area code'),
  spelling('089 99998\u2013814', '+498999998814', 'an en dash, as word processors make of a hyphen'),
  spelling('089\u00a099998\u00a0815', '+498999998815', 'non-breaking spaces, from a web page'),
  spelling('+49\u202f89\u202f99998816', '+498999998816', 'narrow non-breaking spaces'),
  spelling('\u202a+49 89 99998817\u202c', '+498999998817', 'invisible direction marks, pasted from a chat'),
  spelling('  089 99998818 ', '+498999998818', 'blanks around it'),
  spelling('Tel. 089 99998-819', '+498999998819', 'label before it'),
  spelling('Tel.: +49 89 99998820', '+498999998820', 'label with colon'),
  spelling('Büro 030 23125-821', '+493023125821', 'a word before it'),
  spelling('tel:+49-30-23125-822', '+493023125822', 'a tel: link'),
  spelling('030 23125 823 (Zentrale)', '+493023125823', 'a remark behind it'),
  spelling('089 99998 Dw. 24', '+49899999824', 'direct number written out: dialled behind the head number'),
  spelling('040 66969 Durchwahl 825', '+494066969825', 'the same in full'),
  spelling('040 66969 DW 826', '+494066969826', 'the same in capitals'),
  spelling('+49 171 3920027', '+491713920027', 'mobile, international'),
  spelling('0171-3920028', '+491713920028', 'mobile with hyphen'),
  spelling('0171/39 200 29', '+491713920029', 'mobile with slash and groups'),
  spelling('(0171) 3920030', '+491713920030', 'mobile, prefix in brackets'),
  spelling('00491713920031', '+491713920031', 'mobile, digits only'),
  spelling('01511 9999832', '+4915119999832', 'mobile with a five-digit prefix'),
  spelling('+43 316 8000-133', '+433168000133', 'Austria'),
  spelling('0043 (0)316 8000134', '+433168000134', 'Austria, double zero and zero in brackets'),
  spelling('+41 44 668 18 35', '+41446681835', 'Switzerland'),
  spelling('+41 (0)44 / 668 18 36', '+41446681836', 'Switzerland, zero in brackets'),
  spelling('+1 (425) 555-0137', '+14255550137', 'United States'),
  spelling('001-425-555-0138', '+14255550138', 'United States, double zero'),
  spelling('+44 20 7946 0839', '+442079460839', 'United Kingdom'),
  spelling('412', null, 'an internal extension: unreachable without the head number'),
  spelling('-43', null, 'an internal extension with its hyphen'),
  spelling('siehe Mobil', null, 'words'),
  spelling('n/a', null, 'words'),
  spelling('0', null, 'a placeholder'),
  spelling('-', null, 'a placeholder'),
  spelling('0000000000', null, 'a placeholder that looks like a number'),
  spelling('+49', null, 'a country code only'),
  spelling('1234567890123456', null, '16 digits: E.164 ends at 15'),
  spelling('+49 89 99998 8500 0000 00', null, 'more digits than a German number has'),
  spelling('089 99998-851 oder 089 99998-852', null, 'two numbers: which is meant is not ours to guess'),
  spelling('110', null, 'emergency: nobody calls from it'),
];

/** Harmless ways of writing area code, head and direct number, for people who are not themselves a special case. */
export const commonSpellings: readonly ((area: string, head: string, direct: string) => string)[] = [
  (area, head, direct) => `+49 ${area} ${head}-${direct}`,
  (area, head, direct) => `0${area} ${head}-${direct}`,
  (area, head, direct) => `0${area}/${head}-${direct}`,
  (area, head, direct) => `(0${area}) ${head}${direct}`,
  (area, head, direct) => `+49 (0)${area} / ${head}-${direct}`,
  (area, head, direct) => `0049 ${area} ${head}${direct}`,
];
