"""The version of a province: another number after every write of a row that its pages may rest on."""
