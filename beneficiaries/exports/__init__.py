"""Papers printed on demand and files to take away: a rank explained, a commission's list, a programme's conditions."""
