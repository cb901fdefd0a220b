import type { Flag } from '#contract';

/** What kind of work somebody does with the product; decides which features they like. */
export type Work = 'administration' | 'support' | 'security' | 'field' | 'management';

/** A feature of the make-believe product, and the events that using it sends. */
export interface DemoFeature {
  readonly name: string;
  /** How much each kind of work uses it; those that are not named hardly do. */
  readonly liking: Readonly<Partial<Record<Work, number>>>;
  readonly events: readonly { readonly name: string; readonly flag: Flag; readonly share: number }[];
}

const feature = (
  name: string,
  liking: DemoFeature['liking'],
  ...events: DemoFeature['events']
): DemoFeature => ({
  name,
  liking,
  events,
});
const neutral = (name: string, share = 6) => ({ name, flag: 'neutral', share }) as const;
const positive = (name: string, share = 3) => ({ name, flag: 'positive', share }) as const;
const negative = (name: string, share = 0.8) => ({ name, flag: 'negative', share }) as const;

/** The features of a product that manages a company's phones, tablets and computers. */
export const demoFeatures: readonly DemoFeature[] = [
  feature(
    'Device management',
    { administration: 10, support: 7, security: 4, field: 5, management: 2 },
    neutral('Device Viewed', 9),
    neutral('Device Renamed', 2),
    positive('Device Assigned'),
    negative('Device Sync Failed'),
  ),
  feature(
    'Device deploy',
    { administration: 9, field: 4, support: 2 },
    neutral('Device Deploy Started', 5),
    positive('Device Deploy Finished', 4),
    negative('Device Deploy Failed', 1),
  ),
  feature(
    'Device enrolment',
    { administration: 6, field: 9, support: 3 },
    neutral('Enrolment Started', 4),
    positive('Device Enrolled', 4),
    negative('Enrolment Failed', 1),
  ),
  feature(
    'Remote wipe',
    { security: 4, support: 3, administration: 1 },
    neutral('Remote Wipe Requested', 4),
    positive('Remote Wipe Confirmed', 3),
    negative('Remote Wipe Timed Out'),
  ),
  feature(
    'Remote support',
    { support: 10, field: 5, administration: 2 },
    neutral('Support Session Started', 5),
    positive('Support Session Resolved', 4),
    negative('Support Session Dropped', 1),
  ),
  feature(
    'App catalogue',
    { administration: 5, support: 3, field: 2 },
    neutral('App Viewed', 6),
    positive('App Published', 2),
    negative('App Rejected', 0.5),
  ),
  feature(
    'App deploy',
    { administration: 6, support: 2 },
    neutral('App Deploy Started', 4),
    positive('App Deploy Finished', 4),
    negative('App Deploy Failed', 0.9),
  ),
  feature(
    'Patch management',
    { administration: 6, security: 8 },
    neutral('Patch Approved', 5),
    positive('Patch Rollout Finished', 3),
    negative('Patch Rollout Halted', 0.8),
  ),
  feature(
    'Compliance policies',
    { security: 9, administration: 3, management: 2 },
    neutral('Policy Viewed', 6),
    positive('Policy Published', 2),
    negative('Policy Violation Found', 1.2),
  ),
  feature(
    'Compliance report',
    { management: 8, security: 5 },
    neutral('Compliance Report Opened', 6),
    positive('Compliance Report Shared', 3),
  ),
  feature(
    'Inventory',
    { administration: 4, field: 6, management: 2 },
    neutral('Inventory Searched', 7),
    neutral('Inventory Exported', 2),
    positive('Inventory Count Completed', 2),
  ),
  feature(
    'Lost mode',
    { support: 4, security: 2, field: 2 },
    neutral('Lost Mode Enabled', 4),
    positive('Lost Device Found', 3),
    negative('Lost Device Unreachable', 1),
  ),
  feature(
    'Kiosk mode',
    { field: 6, administration: 2 },
    neutral('Kiosk Profile Edited', 4),
    positive('Kiosk Published', 3),
    negative('Kiosk Restart Needed', 0.9),
  ),
  feature(
    'Wi-Fi profiles',
    { administration: 3, field: 3, support: 2 },
    neutral('Wi-Fi Profile Edited', 4),
    positive('Wi-Fi Profile Pushed', 3),
    negative('Wi-Fi Profile Refused', 0.7),
  ),
  feature(
    'Certificates',
    { security: 6, administration: 2 },
    neutral('Certificate Issued', 5),
    positive('Certificate Renewed', 3),
    negative('Certificate Expired', 0.9),
  ),
  feature(
    'Single sign-on',
    { security: 4, administration: 1.5 },
    neutral('Sign-on Settings Viewed', 5),
    positive('Sign-on Test Passed', 2),
    negative('Sign-on Test Failed', 0.9),
  ),
  feature(
    'Alerts',
    { security: 6, support: 4, administration: 3, management: 2 },
    neutral('Alert Acknowledged', 7),
    positive('Alert Resolved', 4),
    negative('Alert Escalated', 1.1),
  ),
  feature(
    'Audit log',
    { security: 6, management: 2 },
    neutral('Audit Log Searched', 6),
    neutral('Audit Log Exported', 2),
  ),
  feature(
    'Dashboards',
    { management: 10, administration: 3, security: 3, support: 2, field: 1 },
    neutral('Dashboard Viewed', 9),
    positive('Dashboard Shared', 2),
    positive('Dashboard Customised', 1),
  ),
  feature(
    'Cost report',
    { management: 7 },
    neutral('Cost Report Opened', 5),
    positive('Cost Report Scheduled', 2),
    negative('Cost Report Disputed', 0.4),
  ),
  feature(
    'Ticket integration',
    { support: 6, administration: 1 },
    neutral('Ticket Linked', 6),
    positive('Ticket Closed From Device', 3),
    negative('Ticket Sync Failed', 0.9),
  ),
  feature(
    'Automation rules',
    { administration: 4, security: 2 },
    neutral('Automation Rule Edited', 4),
    positive('Automation Rule Ran', 5),
    negative('Automation Rule Failed', 0.9),
  ),
  feature(
    'Location map',
    { field: 8, support: 3, management: 1 },
    neutral('Location Map Opened', 7),
    positive('Geofence Created', 1.5),
    negative('Location Outdated', 0.8),
  ),
  feature(
    'User directory',
    { administration: 3, support: 3, management: 1 },
    neutral('Directory Searched', 6),
    positive('User Invited', 2),
    negative('Directory Sync Failed', 0.6),
  ),
  feature(
    'API access',
    { administration: 1.5, security: 1 },
    neutral('API Token Viewed', 3),
    positive('API Token Created', 2),
    negative('API Call Refused', 1),
  ),
];
