"""Battery monitors and batteries of Victron Energy: Instant Readout, VE.Direct in text and in hex."""
