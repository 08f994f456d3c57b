-- Whether the installation lives here ('home'), is being carried here from another store ('arriving'), or was carried away to one ('left'), so
-- that nobody goes on with half of it, or with what it was before. Other: which store that is, without a password.

ALTER TABLE tollgate.installation
    ADD COLUMN standing text NOT NULL DEFAULT 'home' CHECK (standing IN ('home', 'arriving', 'left')),
    ADD COLUMN other text;
