/** Starts the console: chooses the backend, then draws. */

import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/screens.css";
import "./styles/board.css";
import "./styles/forms.css";
import "./styles/results.css";
import "./shell.js";
