-- Traits, once each with its own moment ({name: {value, at, messageId}}), stand together by the call that said them last
-- ([{at, messageId, values: {name: value}}]): a third of the size.
ALTER TABLE identifier ALTER COLUMN traits SET DEFAULT '[]';

UPDATE identifier
   SET traits = (SELECT coalesce(jsonb_agg(jsonb_build_object('at', at, 'messageId', message_id, 'values', said)), '[]')
                   FROM (SELECT trait ->> 'at' AS at, trait ->> 'messageId' AS message_id,
                                jsonb_object_agg(name, trait -> 'value') AS said
                           FROM jsonb_each(traits) AS each (name, trait)
                          GROUP BY 1, 2) AS calls);
