const locales: Readonly<Record<string, string>> = {
  'United States': 'en-US',
  Canada: 'en-CA',
  Germany: 'de-DE',
  Austria: 'de-AT',
  Switzerland: 'de-CH',
  France: 'fr-FR',
  Spain: 'es-ES',
  Italy: 'it-IT',
  Portugal: 'pt-PT',
  Netherlands: 'nl-NL',
  Poland: 'pl-PL',
  Sweden: 'sv-SE',
  Norway: 'nb-NO',
  India: 'en-IN',
  Australia: 'en-AU',
  'New Zealand': 'en-NZ',
};

/** The language that the browsers of a country ask for. */
export const localeOf = (country: string): string => locales[country] ?? 'en-GB';
