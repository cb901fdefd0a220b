CREATE TABLE "Company" (
  "id" text PRIMARY KEY,
  "key" text NOT NULL UNIQUE,
  "name" text NOT NULL,
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) NOT NULL
);

CREATE TABLE "Person" (
  "id" text PRIMARY KEY,
  "userId" text NOT NULL UNIQUE,
  "email" text,
  "traits" jsonb NOT NULL,
  "companyId" text REFERENCES "Company" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) NOT NULL
);

CREATE TABLE "Event" (
  "id" text PRIMARY KEY,
  "messageId" text NOT NULL UNIQUE,
  "userId" text NOT NULL,
  "name" text NOT NULL,
  "properties" jsonb NOT NULL,
  "timestamp" timestamp(3) NOT NULL,
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX ON "Event" ("userId", "timestamp");

CREATE TABLE "UsageCount" (
  "userId" text NOT NULL,
  "feature" text NOT NULL,
  "day" date NOT NULL,
  "flag" text NOT NULL,
  "count" integer NOT NULL DEFAULT 0,
  PRIMARY KEY ("userId", "feature", "day", "flag")
);
