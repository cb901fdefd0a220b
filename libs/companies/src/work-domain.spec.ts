import { registrableDomain, workDomain } from './work-domain.js';

describe('workDomain', () => {
  it.each([
    ['ada@acme.com', 'acme.com'],
    ['ada@mail.eu.acme.co.uk', 'acme.co.uk'],
  ])('the company of %s is %s', (email, domain) => expect(workDomain(email)).toBe(domain));

  it.each([
    'ada@gmail.com',
    'ada@yahoo.co.uk',
    'ada@mailinator.com',
    'ada@localhost',
    'ada@10.0.0.1',
    'ada@co.uk',
    'ada',
  ])('nobody’s company is named by %s', (email) => expect(workDomain(email)).toBeNull());
});

describe('registrableDomain', () => {
  it.each([
    ['https://www.acme.co.uk/about?x=1', 'acme.co.uk'],
    [' ACME.com ', 'acme.com'],
    ['acme.com:8080/x', 'acme.com'],
    ['not a domain', null],
    ['http://192.168.0.1', null],
    ['', null],
  ])('of %p is %p', (address, domain) => expect(registrableDomain(address)).toBe(domain));
});
