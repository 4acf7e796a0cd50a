-- Which figures there are: a report lists each name also where it counts nothing.
CREATE TABLE figure_name (
    measure  text NOT NULL,
    location text NOT NULL,
    partner  text NOT NULL,
    label    text NOT NULL,
    PRIMARY KEY (measure, location, partner, label)
);
INSERT INTO figure_name (measure, location, partner, label) SELECT DISTINCT measure, location, partner, label FROM figure;

-- What an account entered on the pages, latest first: event ids grow. Other messages pay nothing for it.
CREATE INDEX inbox_page ON inbox (source, event_id) WHERE source LIKE '%:systeem:pagina-%';
