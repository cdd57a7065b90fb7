/* Registration tells the server the time zone of the device; the person can change it in their profile. */
for (const input of document.querySelectorAll("[data-time-zone]")) {
  input.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
