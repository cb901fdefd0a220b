/** How much a company uses the product over the quarter. */
export type Course = 'growing' | 'steady' | 'fading' | 'new';

/** A customer of the make-believe product. */
export interface DemoCompany {
  /** From 0. */
  readonly index: number;
  readonly groupId: string;
  readonly name: string;
  readonly domain: string;
  readonly industry: string;
  readonly country: string;
  readonly city: string;
  readonly employees: number;
  readonly plan: 'Starter' | 'Team' | 'Business' | 'Enterprise';
  readonly course: Course;
  /** How many of its people use the product. */
  readonly seats: number;
}

type Row = [
  name: string,
  industry: string,
  country: string,
  city: string,
  employees: number,
  course: Course,
  seats: number,
];

/** Forty names that belong to nobody, at addresses that cannot exist: .example is reserved for that (RFC 2606). */
const rows: readonly Row[] = [
  ['Fjordline Freight', 'Logistics', 'Norway', 'Bergen', 640, 'growing', 9],
  ['Harrow & Pike Hospitals', 'Health care', 'United Kingdom', 'Leeds', 5200, 'growing', 14],
  ['Bluestem Foods', 'Food production', 'United States', 'Omaha', 1850, 'steady', 8],
  ['Kestrel Rail', 'Transport', 'United Kingdom', 'York', 3100, 'steady', 9],
  ['Altamar Hotels', 'Hospitality', 'Spain', 'Valencia', 2400, 'fading', 7],
  ['Nordwall Bau', 'Construction', 'Germany', 'Hannover', 780, 'steady', 6],
  ['Cedar Vale School District', 'Education', 'United States', 'Boise', 940, 'growing', 6],
  ['Lumen Dental Group', 'Health care', 'United States', 'Denver', 310, 'growing', 5],
  ['Papeterie Morel', 'Retail', 'France', 'Lyon', 220, 'steady', 4],
  ['Quayside Marine', 'Manufacturing', 'Netherlands', 'Rotterdam', 430, 'fading', 5],
  ['Tamarind Air', 'Transport', 'India', 'Pune', 1500, 'steady', 7],
  ['Oakridge Credit Union', 'Banking', 'United States', 'Madison', 260, 'steady', 4],
  ['Söderholm Teknik', 'Manufacturing', 'Sweden', 'Västerås', 540, 'growing', 6],
  ['Brightwater Utilities', 'Utilities', 'Australia', 'Perth', 1200, 'steady', 6],
  ['Vantage Claims', 'Insurance', 'United States', 'Hartford', 680, 'fading', 5],
  ['Mercato Verde', 'Retail', 'Italy', 'Bologna', 890, 'growing', 5],
  ['Ironbark Mining', 'Mining', 'Australia', 'Kalgoorlie', 2700, 'steady', 6],
  ['Lindqvist Apotek', 'Retail', 'Sweden', 'Malmö', 350, 'steady', 4],
  ['Pinehurst Logistics', 'Logistics', 'Canada', 'Winnipeg', 720, 'growing', 6],
  ['Delta Nine Robotics', 'Manufacturing', 'United States', 'Pittsburgh', 190, 'growing', 5],
  ['Grauer Maschinenbau', 'Manufacturing', 'Germany', 'Stuttgart', 1300, 'steady', 6],
  ['Saltmarsh Energy', 'Utilities', 'United Kingdom', 'Aberdeen', 910, 'fading', 5],
  ['Copperleaf Labs', 'Biotechnology', 'United States', 'San Diego', 140, 'growing', 4],
  ['Estrela Telecom', 'Telecommunications', 'Portugal', 'Porto', 1100, 'steady', 5],
  ['Hollis & Wren Law', 'Legal services', 'United Kingdom', 'Bristol', 120, 'steady', 3],
  ['Maple Grid', 'Utilities', 'Canada', 'Calgary', 460, 'new', 4],
  ['Tidewater Seafood', 'Food production', 'Ireland', 'Galway', 280, 'fading', 3],
  ['Arcadia Museums', 'Culture', 'Netherlands', 'Utrecht', 160, 'steady', 3],
  ['Zephyr Couriers', 'Logistics', 'Poland', 'Gdańsk', 590, 'new', 5],
  ['Redfern Care Homes', 'Health care', 'United Kingdom', 'Cardiff', 830, 'steady', 4],
  ['Solano Vineyards', 'Agriculture', 'United States', 'Napa', 95, 'fading', 2],
  ['Kiruna Data', 'Software', 'Sweden', 'Luleå', 75, 'growing', 4],
  ['Halcyon Clinics', 'Health care', 'Switzerland', 'Basel', 240, 'steady', 3],
  ['Bramble Books', 'Retail', 'Ireland', 'Cork', 65, 'fading', 2],
  ['Atlas Scaffolding', 'Construction', 'United States', 'Phoenix', 210, 'new', 3],
  ['Nightingale Schools', 'Education', 'New Zealand', 'Wellington', 180, 'steady', 3],
  ['Ferrovia Sud', 'Transport', 'Italy', 'Bari', 1700, 'growing', 5],
  ['Wildrose Payroll', 'Software', 'Canada', 'Edmonton', 88, 'new', 3],
  ['Osprey Security', 'Security services', 'United States', 'Tampa', 410, 'steady', 3],
  ['Kobalt Stahl', 'Manufacturing', 'Austria', 'Linz', 990, 'fading', 3],
];

/** All the companies, in a fixed order. */
export const demoCompanies: readonly DemoCompany[] = rows.map(
  ([name, industry, country, city, employees, course, seats], index) => ({
    index,
    groupId: `org_${String(index + 101)}`,
    name,
    domain: `${slug(name)}.example`,
    industry,
    country,
    city,
    employees,
    plan: planFor(employees),
    course,
    seats,
  }),
);

/** A name as it stands in an address: plain letters, digits and single hyphens. */
export function slug(name: string): string {
  return name
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

function planFor(employees: number): DemoCompany['plan'] {
  if (employees < 150) return 'Starter';
  if (employees < 500) return 'Team';
  return employees < 2_000 ? 'Business' : 'Enterprise';
}
