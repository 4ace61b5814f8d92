/** The texts of this folder, one file per area of the console, as one chunk of the build. */
const areas = import.meta.glob<string>("./*.ftl", { query: "?raw", import: "default", eager: true });

export default Object.values(areas).join("\n");
