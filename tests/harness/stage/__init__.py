"""An emulator, small stacks, a deployed stage, synthesized templates."""
