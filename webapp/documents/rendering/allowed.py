"""What a bureau's own DOCX may be made of: namespaces, elements, fields, relations. What is not named here is refused.

Left out on purpose is whatever fetches, embeds or runs: mailMerge, altChunk, object, control, subDoc, attachedTemplate,
frameset, movie, saveThroughXslt, contentPart, OLEObject, charts and diagrams (workbooks hide in them), web extensions.
"""

_WORDS = """
abstractNum abstractNumId activeWritingStyle adjustLineHeightInTable adjustRightInd alias aliases allowPNG allowSpaceOfSameStyleInTable
alwaysMergeEmptyNamespace alwaysShowPlaceholderText annotationRef applyBreakingRules author autoCaption autoCaptions autoFormatOverride
autoHyphenation autoRedefine autoSpaceDE autoSpaceDN autoSpaceLikeWord95 autofitToFirstFixedWidthCell b bCs background balanceSingleByteDoubleByteWidth
bar basedOn bdo bdr behavior behaviors between bibliography bidi bidiVisual blockQuote body bodyDiv bookFoldPrinting bookFoldPrintingSheets bookFoldRevPrinting
bookmarkEnd bookmarkStart bordersDoNotSurroundFooter bordersDoNotSurroundHeader bottom br cachedColBalance calcOnExit calendar cantSplit
caps caption captions category cellDel cellIns cellMerge characterSpacingControl charset checkBox checked citation clickAndTypeStyle clrSchemeMapping
cnfStyle col color cols comboBox comment commentRangeEnd commentRangeStart commentReference comments compat compatSetting consecutiveHyphenLimit
contextualSpacing continuationSeparator cr cs customXml customXmlDelRangeEnd customXmlDelRangeStart customXmlInsRangeEnd
customXmlInsRangeStart customXmlMoveFromRangeEnd customXmlMoveFromRangeStart customXmlMoveToRangeEnd customXmlMoveToRangeStart customXmlPr
dataBinding date dateFormat dayLong dayShort ddList decimalSymbol default defaultTableStyle defaultTabStop del delText description dir dirty
displayBackgroundShape displayHangulFixedWidth displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery div divBdr divId divs divsChild
doNotAutoCompressPictures doNotAutofitConstrainedTables doNotBreakConstrainedForcedTable doNotBreakWrappedTables doNotDemarcateInvalidXml
doNotDisplayPageBoundaries doNotEmbedSmartTags doNotExpandShiftReturn doNotHyphenateCaps doNotIncludeSubdocsInStats doNotLeaveBackslashAlone
doNotOrganizeInFolder doNotRelyOnCSS doNotSaveAsSingleFile doNotShadeFormData doNotSnapToGridInCell doNotSuppressIndentation doNotSuppressParagraphBorders
doNotTrackFormatting doNotTrackMoves doNotUseEastAsianBreakRules doNotUseHTMLParagraphAutoSpacing doNotUseIndentAsNumberingTabStop doNotUseLongFileNames
doNotUseMarginsForDrawingGridOrigin doNotValidateAgainstSchema doNotVertAlignCellWithSp doNotVertAlignInTxbx doNotWrapTextWithPunct docDefaults docGrid
docPart docPartBody docPartCategory docPartGallery docPartList docPartObj docPartPr docParts docPartUnique docVar docVars document documentProtection
documentType drawing drawingGridHorizontalOrigin drawingGridHorizontalSpacing drawingGridVerticalOrigin drawingGridVerticalSpacing dropDownList
dstrike eastAsianLayout effect em embedBold embedBoldItalic embedItalic embedRegular embedSystemFonts embedTrueTypeFonts emboss enabled encoding end
endnote endnotePr endnoteRef endnoteReference endnotes equation evenAndOddHeaders family ffData fitText flatBorders fldChar fldData fldSimple
font fonts footerReference footnote footnoteLayoutLikeWW8 footnotePr footnoteRef footnoteReference footnotes forceUpgrade forgetLastTabAlignment format
formProt formsDesign framePr ftr gallery glossaryDocument gridAfter gridBefore gridCol gridSpan group growAutofit gutterAtTop hdr hdrShapeDefaults header
headerReference headers helpText hidden hideGrammaticalErrors hideMark hideSpellingErrors highlight hMerge hps hpsBaseText hpsRaise hyperlink hyphenationZone
i iCs id ignoreMixedContent ilvl imprint ind ins insideH insideV instrText delInstrText isLgl jc keepLines keepNext kern kinsoku label lang lastRenderedPageBreak
latentStyles layoutRawTableWidth layoutTableRowsApart left legacy lineWrapLikeWord6 link linkStyles listEntry listItem listSeparator lnNumType
lock locked lsdException lvl lvlJc lvlLegacy lvlOverride lvlPicBulletId lvlRestart lvlText marBottom marLeft marRight marTop marH marW maxLength mirrorIndents
mirrorMargins monthLong monthShort moveFrom moveFromRangeEnd moveFromRangeStart moveTo moveToRangeEnd moveToRangeStart multiLevelType mwSmallCaps name next
noBorder noBreakHyphen noColumnBalance noEndnote noExtraLineSpacing noLeading noLineBreaksAfter noLineBreaksBefore noProof noPunctuationKerning noResizeAllowed
noSpaceRaiseLower noTabHangInd notTrueType noWrap nsid num numbering numberingChange numFmt numId numIdMacAtCleanup numPicBullet numPicBulletId numPr numRestart
numStart oMath optimizeForBrowser outline outlineLvl overflowPunct p pageBreakBefore panose1 paperSrc pBdr permEnd permStart personal personalCompose
personalReply pgBorders pgMar pgNum pgNumType pgSz pict picture pitch pixelsPerInch placeholder pos position pPr pPrChange pPrDefault printBodyTextBeforeHeader
printColBlack printerSettings printFormsData printFractionalCharacterWidth printPostScriptOverText printTwoOnOne proofErr proofState pStyle ptab qFormat r
readModeInkLockDown relyOnVML removeDateAndTime removePersonalInformation result revisionView rFonts richText right rPr rPrChange rPrDefault rsid rsidRoot rsids
rStyle rt rtl rtlGutter ruby rubyAlign rubyBase rubyPr saveFormsData saveInvalidXml savePreviewPicture saveSmartTagsAsXml sdt sdtContent sdtEndPr sdtPr
sectPr sectPrChange selectFldWithFirstOrLastChar semiHidden separator settings shadow shapeDefaults shapeLayoutLikeWW8 shd showBreaksInFrames showEnvelope
showingPlcHdr showXMLTags sig size sizeAuto smallCaps smartTag smartTagPr smartTagType snapToGrid softHyphen spaceForUL spacing spacingInWholePoints specVanish
spelling splitPgBreakAndParaMark start startOverride statusText storeMappedDataAs strictFirstAndLastChars strike style styleLink styleLockQFSet styleLockTheme
stylePaneFormatFilter stylePaneSortMethod styles subFontBySize summaryLength suppressAutoHyphens suppressBottomSpacing suppressLineNumbers suppressOverlap
suppressSpacingAtTopOfPage suppressSpBfAfterPgBrk suppressTopSpacing suppressTopSpacingWP swapBordersFacingPages sym sz szCs t tab tabIndex tabs tag
targetScreenSz tbl tblBorders tblCaption tblCellMar tblCellSpacing tblDescription tblGrid tblGridChange tblHeader tblInd tblLayout tblLook tblOverlap tblpPr tblPr
tblPrChange tblPrEx tblPrExChange tblStyle tblStyleColBandSize tblStylePr tblStyleRowBandSize tblW tc tcBorders tcFitText tcMar tcPr tcPrChange tcW temporary
text textAlignment textboxTightWrap textDirection textInput themeFontLang titlePg tl2br tmpl top topLinePunct tr tr2bl trackRevisions trHeight trPr trPrChange
truncateFontHeightsLikeWP6 txbxContent type types u uiCompat97To2003 uiPriority ulTrailSpace underlineTabInNumList unhideWhenUsed updateFields useAltKinsokuLineBreakRules useAnsiKerningPairs useFELayout useNormalStyleForList usePrinterMetrics useSingleBorderforContiguousCells
useWord2002TableStyleRules useWord97LineBreakRules vAlign vanish vertAlign view vMerge w w15LegacyUpgrade wAfter
wBefore webHidden webSettings widowControl wordWrap wpJustification wpSpaceWidth wrapTrailSpaces writeProtection yearLong yearShort zoom
"""
WORDS = frozenset(_WORDS.split())

_VML = """
arc background curve f fill formulas group h handles imagedata line oval path polyline rect roundrect shadow shape shapetype stroke textbox textpath
"""
_OFFICE = """
bottom callout colormenu colormru column complex entry extrusion idmap left lock proxy r regrouptable rel relationtable right rules shapedefaults
shapelayout skew top
"""
ALL = None
_OOXML, _STRICT = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"
_MICROSOFT = "http://schemas.microsoft.com/office/"

# Namespace: its elements, or all of them where none can do harm by itself.
ELEMENTS: dict[str, frozenset[str] | None] = {
    _OOXML + "wordprocessingml/2006/main": WORDS,
    _STRICT + "wordprocessingml/main": WORDS,
    _OOXML + "markup-compatibility/2006": frozenset({"AlternateContent", "Choice", "Fallback"}),
    "urn:schemas-microsoft-com:vml": frozenset(_VML.split()),
    "urn:schemas-microsoft-com:office:office": frozenset(_OFFICE.split()),
    "urn:schemas-microsoft-com:office:word": ALL,
    **dict.fromkeys(
        [
            _OOXML + "drawingml/2006/main", _STRICT + "drawingml/main",
            _OOXML + "drawingml/2006/wordprocessingDrawing", _STRICT + "drawingml/wordprocessingDrawing",
            _OOXML + "drawingml/2006/picture", _STRICT + "drawingml/picture",
            _OOXML + "officeDocument/2006/math", _STRICT + "officeDocument/math",
            _OOXML + "officeDocument/2006/bibliography", _STRICT + "officeDocument/bibliography",
            _OOXML + "officeDocument/2006/customXml", _STRICT + "officeDocument/customXml",
            _OOXML + "officeDocument/2006/extended-properties", _STRICT + "officeDocument/extendedProperties",
            _OOXML + "officeDocument/2006/custom-properties", _STRICT + "officeDocument/customProperties",
            _OOXML + "officeDocument/2006/docPropsVTypes", _STRICT + "officeDocument/docPropsVTypes",
            _OOXML + "package/2006/metadata/core-properties",
            "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/",
            *(
                f"{_MICROSOFT}word/{name}"
                for name in (
                    "2010/wordml", "2012/wordml", "2015/wordml/symex", "2016/wordml/cid", "2018/wordml",
                    "2018/wordml/cex", "2020/wordml/sdtdatahash", "2023/wordml/word16du", "2024/wordml/sdtformatlock",
                    "2010/wordprocessingShape", "2010/wordprocessingGroup", "2010/wordprocessingCanvas",
                    "2010/wordprocessingDrawing",
                )
            ),
            *(
                f"{_MICROSOFT}drawing/{name}"
                for name in ("2010/main", "2014/main", "2016/main", "2017/decorative", "2018/hyperlinkcolor")
            ),
            _MICROSOFT + "thememl/2012/main",
            "http://www.wps.cn/officeDocument/2013/wpsCustomData",  # how WPS keeps slanted heads of tables
        ],
        ALL,
    ),
}  # fmt: skip
# Of the namespaces that are let in as a whole.
NEVER = frozenset(
    {
        "audioCd", "audioFile", "contentPart", "quickTimeFile", "snd", "videoFile", "wavAudioFile",
        "webExtensionCreated", "webExtensionLinked",
    }
)  # fmt: skip

# What computes from the paper itself; nothing that reads a file, asks, or makes field codes out of texts (QUOTE, SET, IF).
_FIELDS = """
ADVANCE AUTHOR AUTONUM AUTONUMLGL AUTONUMOUT COMMENTS CREATEDATE DATE DOCPROPERTY EDITTIME EQ FORMCHECKBOX FORMDROPDOWN FORMTEXT INDEX KEYWORDS
LASTSAVEDBY LISTNUM NOTEREF NUMCHARS NUMPAGES NUMWORDS PAGE PAGEREF PRINTDATE REF REVNUM SAVEDATE SECTION SECTIONPAGES SEQ STYLEREF SUBJECT SYMBOL
TC TIME TITLE TOC XE
"""
FIELDS = frozenset(_FIELDS.split())

# The last part of a relation's type.
_RELATIONS = """
officeDocument core-properties extended-properties extendedProperties custom-properties customProperties thumbnail styles stylesWithEffects settings
webSettings fontTable theme numbering footnotes endnotes header footer image comments commentsExtended commentsIds commentsExtensible people customXml
customXmlProps font glossaryDocument printerSettings hyperlink
"""
RELATIONS = frozenset(_RELATIONS.split())

# What is no XML: pictures, embedded fonts, a printer's settings; and the types that they may have.
MEDIA = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".odttf", ".bin")
MEDIA_TYPES = ("image/", "application/vnd.openxmlformats-officedocument.obfuscatedfont", "application/x-font",
               "application/vnd.openxmlformats-officedocument.wordprocessingml.printersettings")  # fmt: skip

# Attributes that are an address, and those that name or describe and are never followed.
ADDRESSES = frozenset({"src", "href", "althref", "link", "base", "dataSource", "data-src"})
# An instruction is judged with the fields.
INERT = frozenset({"instr", "uri", "descr", "title", "alt", "name", "tooltip", "Type", "ContentType"})
