import type { Work } from './features.js';

const english: Readonly<Record<Work, readonly string[]>> = {
  administration: [
    'IT Manager',
    'Systems Administrator',
    'Senior Systems Administrator',
    'Endpoint Engineer',
    'Head of IT',
    'Director of Information Technology',
    'Mobility Engineer',
    'IT Infrastructure Lead',
  ],
  support: [
    'Help Desk Technician',
    'IT Support Specialist',
    'Service Desk Lead',
    'Support Engineer',
    'Desktop Support Analyst',
    'Customer Support Manager',
  ],
  security: [
    'Security Analyst',
    'Information Security Manager',
    'Security Engineer',
    'CISO',
    'Compliance Officer',
  ],
  field: [
    'Field Technician',
    'Warehouse Operations Manager',
    'Site Supervisor',
    'Fleet Coordinator',
    'Operations Specialist',
    'Shift Lead',
  ],
  management: [
    'CIO',
    'CTO',
    'VP of Operations',
    'Chief Operating Officer',
    'Finance Director',
    'Procurement Manager',
    'VP IT & Digital',
  ],
};

const german: Readonly<Record<Work, readonly string[]>> = {
  administration: ['IT-Leiter', 'Systemadministratorin', 'Leitung IT-Infrastruktur', 'IT-Administrator'],
  support: ['IT-Support', 'Teamleiter Service Desk', 'Anwendungsbetreuer'],
  security: ['Informationssicherheitsbeauftragte', 'IT-Sicherheitsanalyst'],
  field: ['Bauleiter', 'Lagerleiterin', 'Servicetechniker'],
  management: ['Geschäftsführer', 'Kaufmännische Leitung', 'Leiterin Einkauf'],
};

const french: Readonly<Record<Work, readonly string[]>> = {
  administration: ['Responsable informatique', 'Administrateur systèmes', 'DSI'],
  support: ['Technicienne support', 'Responsable support informatique'],
  security: ['Responsable sécurité des systèmes d’information', 'Analyste sécurité'],
  field: ['Chef de magasin', 'Technicien terrain'],
  management: ['Directrice des opérations', 'Directeur financier'],
};

const titles: Readonly<Record<string, Readonly<Record<Work, readonly string[]>>>> = {
  Germany: german,
  Austria: german,
  Switzerland: german,
  France: french,
};

/** What people who do this work are called, in the language of the country where we know it. */
export const titlesOf = (work: Work, country: string): readonly string[] =>
  (titles[country] ?? english)[work];
