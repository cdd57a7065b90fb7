"""Export to the state register of documents on education: columns as data, rules, workbook."""
