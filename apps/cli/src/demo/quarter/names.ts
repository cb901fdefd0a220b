type Names = { readonly given: string; readonly family: string };

const english: Names = {
  given:
    'Ava Noah Grace Leo Ruby Owen Hazel Miles Nora Ezra Ivy Caleb June Felix Tess Hugo Maya Jonah Clara Silas Priya Devon Amara Marcus Naomi Tariq Elena Wesley Joy Desmond',
  family:
    'Abbott Barker Calloway Dunmore Ellery Fenwick Garrity Holloway Ingram Jessop Kendrick Lachlan Merritt Norwood Okafor Prescott Quill Rosen Sutherland Thackeray Underhill Vance Whitlock Yates Zeller Osei Patel Nguyen Haddad Castillo',
};
const nordic: Names = {
  given: 'Astrid Lars Ingrid Sven Freja Nils Sigrid Erik Maja Henrik Saga Tove Anders Liv Oskar Elin',
  family: 'Lindberg Holm Nyström Dahl Sandvik Bergström Haugen Ek Strand Norberg Viklund Solberg',
};
const german: Names = {
  given: 'Lena Jonas Katrin Matthias Anja Stefan Miriam Tobias Sabine Lukas Heike Florian Nadine Jürgen',
  family: 'Brandt Krüger Vogel Hartmann Seidel Winkler Albrecht Lorenz Busch Pfeiffer Kaiser Graf',
};
const romance: Names = {
  given: 'Lucía Mateo Chiara Luca Inês Tiago Camille Julien Elena Marco Sofia Andrés Giulia Rui Claire Paolo',
  family:
    'Moreau Ferrari Costa Navarro Laurent Ricci Silva Ortega Girard Conti Almeida Vidal Marchetti Faure',
};
const dutchPolish: Names = {
  given: 'Sanne Daan Fleur Bram Zofia Piotr Agnieszka Tomasz Lotte Joris Marta Kamil',
  family: 'Bakker Visser Nowak Kowalczyk Mulder Kaczmarek Dekker Wójcik Smit Mazur',
};
const indian: Names = {
  given: 'Ananya Rohan Kavya Arjun Meera Vikram Isha Nikhil Sunita Rahul',
  family: 'Deshpande Iyer Kulkarni Mehta Nair Rao Joshi Bhat Chandra Sethi',
};

const byCountry: Readonly<Record<string, Names>> = {
  Norway: nordic,
  Sweden: nordic,
  Germany: german,
  Austria: german,
  Switzerland: german,
  Spain: romance,
  France: romance,
  Italy: romance,
  Portugal: romance,
  Netherlands: dutchPolish,
  Poland: dutchPolish,
  India: indian,
};

const words = (text: string): readonly string[] => text.split(' ');

/** Given names that are heard in a country. */
export const givenNames = (country: string): readonly string[] =>
  words((byCountry[country] ?? english).given);

/** Family names that are heard in a country. */
export const familyNames = (country: string): readonly string[] =>
  words((byCountry[country] ?? english).family);
