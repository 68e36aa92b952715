"""Currencies by the number of decimals of their minor unit.

The present ones are those of ISO 4217, list one. Metals, bond-market units and test codes have no
minor unit and are left out. The withdrawn ones are those of ISO 4217, list three, without the units
of account XFO, XFU and XRE. That list gives no decimals: a currency has none if Unicode CLDR and
earlier editions of ISO 4217 agree that its amounts had none, else two.
"""

from typing import Final

_CODES_BY_DECIMALS: Final = {
    0: """
    BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
    """,
    2: """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN
    BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD
    FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW
    KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
    MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG
    SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD
    USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: """
    BHD IQD JOD KWD LYD OMR TND
    """,
    4: """
    CLF UYW
    """,
}

_WITHDRAWN_CODES_BY_DECIMALS: Final = {
    0: """
    ADP BYB BYR ESP ITL LUF MGF TRL
    """,
    2: """
    AFA ALK ANG AOK AON AOR ARA ARP ARY ATS AYM AZM BAD BEC BEF BEL BGJ BGK BGL BGN BOP
    BRB BRC BRE BRN BRR BUK CHC CSD CSJ CSK CUC CYP DDM DEM ECS ECV EEK ESA ESB FIM FRF
    GEK GHC GHP GNE GNS GQE GRD GWE GWP HRD HRK IEP ILP ILR ISJ LAJ LSM LTL LTT LUC LUL
    LVL LVR MLF MRO MTL MTP MVQ MXP MZE MZM NIC NLG PEH PEI PES PLZ PTE RHD ROK ROL RUR
    SDD SDP SIT SKK SLL SRG STD SUR TJR TMM TPE UAK UGS UGW USS UYN UYP VEB VEF VNC XEU
    YDD YUD YUM YUN ZAL ZMK ZRN ZRZ ZWC ZWD ZWL ZWN ZWR
    """,
}

DECIMALS: Final = {
    code: decimals
    for listed in (_CODES_BY_DECIMALS, _WITHDRAWN_CODES_BY_DECIMALS)
    for decimals, codes in listed.items()
    for code in codes.split()
}
"""Number of decimals by currency code: ``DECIMALS["JPY"] == 0``."""
