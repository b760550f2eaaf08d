"""The version of the method: of everything that turns a profile into figures and a verdict.

It is kept with each frozen decision. Raise the second number when figures or verdicts change for
some profile, the first when a decision made before has to be read differently.
"""

METHOD_VERSION = "1.0"
